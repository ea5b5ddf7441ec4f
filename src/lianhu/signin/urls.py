from django.urls import path

from lianhu.signin.views import account, card, door, giving, phone, second_factor, tokens

urlpatterns = [
    path("sign-in/", door.SignIn.as_view(), name="sign_in"),
    path("sign-in/second/", door.second, name="sign_in_second"),
    path("sign-in/phone/", phone.phone, name="sign_in_phone"),
    path("sign-in/code/", phone.code, name="sign_in_code"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("card/<str:token>/", card.card, name="card"),
    path("card/<str:token>/code/", card.send_code, name="card_code"),
    path("card/<str:token>/only/", card.without_phone, name="card_only"),
    path("account/", account.account, name="account"),
    path("account/sessions/<int:pk>/end/", account.end, name="session_end"),
    path("account/sessions/others/end/", account.end_others, name="sessions_end"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", second_factor.page, name="second_factor"),
    path("account/second-factor/begin/", second_factor.begin, name="second_factor_begin"),
    path("account/second-factor/confirm/", second_factor.confirm, name="second_factor_confirm"),
    path("account/second-factor/change/", second_factor.change, name="second_factor_change"),
    path("account/tokens/", tokens.page, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("households/<str:code>/card/", giving.give, name="household_card"),
    path("households/<str:code>/card/<int:pk>/revoke/", giving.revoke, name="card_revoke"),
]
