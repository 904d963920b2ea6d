"""Addresses that programs of services ask; one address whatever the language."""

from django.urls import path

from mitmachstadt.spine.signon import machine

app_name = "signon_machine"
urlpatterns = [
    path(".well-known/openid-configuration", machine.configuration, name="configuration"),
    path(".well-known/jwks.json", machine.keys, name="keys"),
    path("anmeldedienst/token/", machine.token, name="token"),
    path("anmeldedienst/angaben/", machine.userinfo, name="userinfo"),
    path("anmeldedienst/widerruf/", machine.revoke, name="revoke"),
]
