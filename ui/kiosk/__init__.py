"""The kiosk face 自助终端: the citizen alone, standing, touch only, day and night."""
