"""German addresses of allauth's pages under their own names, the person's own page, and the roles at the
desk."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.urls import include, path, re_path

from mitmachstadt.spine.accounts import desk, desk_proofs, views, views_citizen, views_devices, views_proofs

own = (
    [
        path("meins/", views.mine, name="mine"),
        path("meins/angaben/", views.details, name="details"),
        path("meins/loeschen/", views.delete, name="delete"),
        path("meins/worte/", views.words, name="words"),
        path("meins/geraete/", views_devices.signed_in, name="devices"),
        path("meins/zweiter-schritt/", views_devices.second_factor, name="second-factor"),
        path("meins/nachweis/", views_proofs.proofs, name="proofs"),
        path("meins/nachweis/brief/", views_proofs.letter, name="letter"),
        path("meins/nachweis/code/", views_proofs.code, name="code"),
        path("meins/nachweis/melderegister/", views_proofs.register, name="register"),
        path("schreibtisch/personen/", desk.people, name="people"),
        path("schreibtisch/nachweise/", desk_proofs.counter, name="desk-proofs"),
        path("schreibtisch/nachweise/briefe/", desk_proofs.letters, name="desk-letters"),
        path("schreibtisch/nachweise/melderegister/", desk_proofs.register, name="desk-register"),
    ],
    "accounts",
)

urlpatterns = [
    path("", include(own)),
    path(
        "konto/anmelden/",
        account.LoginView.as_view(extra_context={"oidc": views_citizen.present}),
        name="account_login",
    ),
    path("konto/abmelden/", account.logout, name="account_logout"),
    path("konto/anmelden/code/", account.request_login_code, name="account_request_login_code"),
    path("konto/anmelden/code/eingeben/", account.confirm_login_code, name="account_confirm_login_code"),
    path("konto/anmelden/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("konto/buergerkonto/", views_citizen.leave, name="citizen-login"),
    path("konto/buergerkonto/zurueck/", views_citizen.back, name="citizen-callback"),
    path("konto/buergerkonto/verbindung/", views_citizen.unlink, name="socialaccount_connections"),
    path("konto/buergerkonto/adresse/", social.signup, name="socialaccount_signup"),
    path("konto/buergerkonto/abgebrochen/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("konto/buergerkonto/fehler/", social.login_error, name="socialaccount_login_error"),
    path("konto/registrieren/", account.signup, name="account_signup"),
    path("konto/gesperrt/", account.account_inactive, name="account_inactive"),
    path("konto/nochmal-anmelden/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/e-mail/", account.email, name="account_email"),
    path("konto/bestaetigen/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^konto/bestaetigen/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("konto/passwort/", account.password_change, name="account_change_password"),
    path("konto/passwort/festlegen/", account.password_set, name="account_set_password"),
    path("konto/passwort/vergessen/", account.password_reset, name="account_reset_password"),
    path(
        "konto/passwort/vergessen/gesendet/", account.password_reset_done, name="account_reset_password_done"
    ),
    re_path(
        r"^konto/passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "konto/passwort/neu/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("konto/sicherheit/", mfa.index, name="mfa_index"),
    path("konto/sicherheit/code/", mfa.authenticate, name="mfa_authenticate"),
    path("konto/sicherheit/nochmal/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("konto/sicherheit/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("konto/sicherheit/app/abschalten/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/sicherheit/ersatzcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "konto/sicherheit/ersatzcodes/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "konto/sicherheit/ersatzcodes/datei/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("konto/sicherheit/schluessel/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("konto/sicherheit/schluessel/neu/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "konto/sicherheit/schluessel/nochmal/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "konto/sicherheit/schluessel/<int:pk>/entfernen/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("konto/sicherheit/schluessel/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
