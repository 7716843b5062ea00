"""Rooms of F6 打印与空白证照: the queue and its seals, blanks, bundles, the register of seals, over-printing."""
