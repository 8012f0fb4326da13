print("mgd")
