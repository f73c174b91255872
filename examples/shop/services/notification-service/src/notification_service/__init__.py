"""notification-service: e-mail, SMS."""
