"""What can be done. Each function changes rows, writes the audit entry and queues messages, in its caller's
transaction; it opens no transaction, calls no network, and takes the time as given."""
