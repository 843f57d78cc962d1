"""Whatever people and machines can send: to every webhook, into every question, into every field of every form."""
