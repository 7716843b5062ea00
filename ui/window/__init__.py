"""The face of the comprehensive window (综合窗口): a trained clerk, keyboard first."""
