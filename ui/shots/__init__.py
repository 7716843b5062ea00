"""``zongchuang shots``: every state of every screen in its sizes and themes, looked over by measuring."""
