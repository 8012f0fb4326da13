print("mgd-worker")
