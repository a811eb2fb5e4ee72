"""What is removed from a draft comes back as it was, for a day, to who removed it, where nothing else moved."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from organisms.models import Indicator
from reporting.engine.form.reading import read_form_spec
from reporting.form_editor.lines.saving import remove_line
from reporting.form_editor.sections import remove_section, save_section
from reporting.form_editor.versions.drafts import FormRefused, prepare_next
from reporting.form_editor.versions.removals import put_back, removal_of
from reporting.models import Template, TemplateVersion
from tests.factories import make_network_user
from tests.reporting.form_editor.builders import add_line, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(network) -> TemplateVersion:
    return prepare_next(template=Template.objects.get(key="regionalisation-final"), by=network)


def fresh(draft) -> TemplateVersion:
    return TemplateVersion.objects.get(pk=draft.pk)


@pytest.mark.parametrize("key", ["a1", "a4", "a5", "a10", "an1"])
def test_a_line_comes_back_with_all_that_went_with_it(key, draft, network):
    before = read_form_spec(draft)
    words = remove_line(version=draft, line_key=key, by=network)
    assert key not in read_form_spec(draft).by_key

    assert put_back(version=draft, by=network) == words

    after = read_form_spec(draft)
    assert (after.lines, set(after.rules)) == (before.lines, set(before.rules))
    assert removal_of(fresh(draft), network) is None


def test_an_empty_section_comes_back(draft, network):
    given = {"words_en": "", "component": None, "after": None, "moves": True}
    section = save_section(version=draft, section=None, words="Annexes", **given, by=network)
    remove_section(version=draft, section_key=section.key, by=network)

    put_back(version=draft, by=network)

    assert draft.sections.get(key=section.key).words == "Annexes"


def test_it_does_not_come_back_to_another_nor_after_a_change_nor_a_day(draft, network):
    remove_line(version=draft, line_key="a10", by=network)
    with pytest.raises(FormRefused, match="Rien à remettre"):
        put_back(version=draft, by=make_network_user("Ana Autre"))

    TemplateVersion.objects.filter(pk=draft.pk).update(removed_at=timezone.now() - timedelta(days=1))
    with pytest.raises(FormRefused, match="Rien à remettre"):
        put_back(version=draft, by=network)

    TemplateVersion.objects.filter(pk=draft.pk).update(removed_at=timezone.now())
    add_line(draft, network, number="Z1", terme__0__indicator="V4.14")
    with pytest.raises(FormRefused, match="Rien à remettre"):
        put_back(version=draft, by=network)


def test_what_it_counted_may_be_gone(draft, network):
    line = draft.lines.get(key="a10")
    gone = Indicator.objects.create(code="V9.99", unit="rencontre", source="records", nature="flow", order=999)
    line.terms.update(indicator=gone)
    remove_line(version=draft, line_key="a10", by=network)
    gone.delete()

    with pytest.raises(FormRefused, match="n’existe plus"):
        put_back(version=draft, by=network)
    assert not draft.lines.filter(key="a10").exists()


def test_the_page_offers_it_and_a_second_click_is_answered_in_words(draft, network, client_for):
    page = client_for(network)
    assert "remettre ce qui est retiré" not in page.get(address("form-version", draft)).text
    page.post(address("form-line-remove", draft, "a10"))
    assert "remettre ce qui est retiré" in page.get(address("form-version", draft)).text

    first = page.post(address("form-put-back", draft), follow=True)
    again = page.post(address("form-put-back", draft), follow=True)

    assert "C’est remis" in first.text
    assert "Rien à remettre" in again.text
    assert draft.lines.filter(key="a10").count() == 1


def test_the_database_writes_a_removal_with_its_day_and_person(draft):
    with pytest.raises(IntegrityError, match="template_removed_pair"), transaction.atomic():
        TemplateVersion.objects.filter(pk=draft.pk).update(removed={"revision": 1})
