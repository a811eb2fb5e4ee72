"""What serves: the queue of the web server and its slow senders, and the worker of jobs."""
