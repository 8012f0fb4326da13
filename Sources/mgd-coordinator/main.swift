print("mgd-coordinator")
