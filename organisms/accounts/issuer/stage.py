"""The second step of an entry: not asked again of whom the issuer asked it, where the settings trust that."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse

from organisms.accounts.second_step.second_factor import issuer_took_second_step


class SecondStepStage(AuthenticateStage):
    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user and issuer_took_second_step(self.request, self.login.user):
            return None, True
        return super().handle()
