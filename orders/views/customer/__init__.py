"""What a customer sees under a private link. They have no account: a cookie stands for the link."""
