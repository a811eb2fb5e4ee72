"""The addresses of the portal, and one that only says hello to who is logged in."""

from django.http import HttpResponse
from django.urls import path

from roriq_portal import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def hello(request):
    return HttpResponse("Bonjour")


urlpatterns = [path("bonjour/", hello), *urls.urlpatterns]
