"""The addresses of accounts."""

from django.urls import path

from partners.views import sign_in

app_name = "partners"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
]
