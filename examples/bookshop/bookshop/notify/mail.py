from django.core.mail import send_mail


def mail_customer(email, subject, text):
    send_mail(subject, text, "shop@bookshop.example", [email])
