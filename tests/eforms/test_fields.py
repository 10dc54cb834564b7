"""The question types: in a form's XML, as inputs, and what comes of what is typed."""

from collective.easyform.browser.fields import EditView
from datetime import date
from datetime import datetime
from hcc_longan.eforms import fields
from hcc_longan.eforms.fields.wrapper import frame
from plone import api
from plone.app.z3cform.interfaces import IPloneFormLayer
from plone.autoform.form import AutoExtensibleForm
from plone.supermodel import loadString
from plone.supermodel import serializeSchema
from plone.supermodel.parser import SupermodelParseError
from z3c.form.form import Form
from zope.component import getMultiAdapter
from zope.i18n import translate
from zope.interface import alsoProvides
from zope.schema.interfaces import ValidationError

import json
import lxml.html
import pytest


MODEL = (
    '<model xmlns="http://namespaces.plone.org/supermodel/schema" '
    'xmlns:easyform="http://namespaces.plone.org/supermodel/easyform"><schema>{}</schema></model>'
)
COLUMNS = json.dumps(
    [
        {"id": "name", "title": "Họ và tên", "kind": "name"},
        {"id": "born", "title": "Ngày sinh", "kind": "birth", "required": False},
        {"id": "share", "title": "Phần góp", "kind": "money", "required": False},
        {"id": "role", "title": "Vai trò", "kind": "choice", "choices": {"a": "Chủ", "b": "Vợ"}, "required": False},
    ]
)
ALL = [
    "FullName",
    "IdNumber",
    "CitizenId",
    "TaxCode",
    "Phone",
    "Email",
    "BirthDate",
    "Day",
    "Count",
    "Money",
    "Area",
    "BusinessLines",
    "LandPlot",
    "Address",
    "Rows",
    "YesNo",
    "Declaration",
]
# What is typed, the value it becomes, and how it reads in either language.
TYPED = [
    ("FullName", {"x": " Nguyễn  Thị Mai "}, "Nguyễn Thị Mai", "Nguyễn Thị Mai", "Nguyễn Thị Mai"),
    ("IdNumber", {"x": "301 234 567"}, "301234567", "301234567", "301234567"),
    ("CitizenId", {"x": "080 192 000 123"}, "080192000123", "080192000123", "080192000123"),
    ("TaxCode", {"x": "0100109106001"}, "0100109106-001", "0100109106-001", "0100109106-001"),
    ("Phone", {"x": "+84 168 123 4567"}, "0381234567", "0381234567", "0381234567"),
    ("Email", {"x": "Mai@Example.COM"}, "Mai@example.com", "Mai@example.com", "Mai@example.com"),
    ("BirthDate", {"x": "2.5.1992"}, date(1992, 5, 2), "02/05/1992", "2 May 1992"),
    ("Day", {"x": "2026-10-17"}, date(2026, 10, 17), "17/10/2026", "17 October 2026"),
    ("Count", {"x": " 3 "}, 3, "3", "3"),
    ("Money", {"x": "1.500.000 đồng"}, 1500000, "1.500.000 đồng", "VND 1,500,000"),
    ("Area", {"x": "120,5"}, 120.5, "120,5 m²", "120.5 m²"),
    (
        "BusinessLines",
        {"x": "4711 Tạp hóa\r\n5610"},
        ["4711 Tạp hóa", "5610"],
        "4711 Tạp hóa; 5610",
        "4711 Tạp hóa; 5610",
    ),
    ("LandPlot", {"x": "thửa 123, tờ 45"}, "123/45", "123/45", "123/45"),
    (
        "Address",
        {"x.province": "new:80", "x.ward": " phường  Long An", "x.detail": "12 Trương Định", "x.district": ""},
        {"system": "new", "province": "80", "ward": "phường Long An", "detail": "12 Trương Định"},
        "12 Trương Định, phường Long An, Tây Ninh",
        "12 Trương Định, phường Long An, Tây Ninh",
    ),
    (
        "Address",
        {"x.province": "old:80", "x.district": "huyện Bến Lức", "x.ward": "xã Thanh Phú", "x.detail": "ấp 3"},
        {"system": "old", "province": "80", "district": "huyện Bến Lức", "ward": "xã Thanh Phú", "detail": "ấp 3"},
        "ấp 3, xã Thanh Phú, huyện Bến Lức, Long An",
        "ấp 3, xã Thanh Phú, huyện Bến Lức, Long An",
    ),
    (
        "Rows",
        {
            "x.0.name": "Lê Văn A",
            "x.0.born": "1/2/1990",
            "x.0.share": "",
            "x.2.name": "",
            "x.7.name": "Mai Thị B",
            "x.7.role": "b",
        },
        [{"name": "Lê Văn A", "born": "1990-02-01"}, {"name": "Mai Thị B", "role": "b"}],
        "1. Họ và tên: Lê Văn A; Ngày sinh: 01/02/1990\n2. Họ và tên: Mai Thị B; Vai trò: Vợ",
        "1. Họ và tên: Lê Văn A; Ngày sinh: 1 February 1990\n2. Họ và tên: Mai Thị B; Vai trò: Vợ",
    ),
    ("YesNo", {"x": "yes"}, True, "Có", "Yes"),
    ("YesNo", {"x": "no"}, False, "Không", "No"),
    ("Declaration", {"x": "yes"}, True, "Có", "Yes"),
]
WRONG = [
    ("FullName", {"x": "Mai"}, "Write the full name"),
    ("CitizenId", {"x": "003192000123"}, "begins with 003"),
    ("Phone", {"x": "0901"}, "Write a number of Vietnam"),
    ("BirthDate", {"x": "31/2/1990"}, "no such day"),
    ("Money", {"x": "ba trăm"}, "in digits"),
    ("Area", {"x": "1.250"}, "1.250 can be read in two ways"),
    ("BusinessLines", {"x": "Tạp hóa"}, "Tạp hóa is not the code"),
    ("YesNo", {"x": "perhaps"}, "This answer is needed."),
    ("Declaration", {}, "Tick this"),
    ("Address", {"x.province": "old:80", "x.ward": "xã A", "x.detail": "ấp 3"}, "Write the district"),
    ("Address", {"x.province": "new:81", "x.ward": "xã A", "x.detail": "ấp 3"}, "Choose the province."),
    ("Address", {"x.province": ""}, "Choose the province."),
    (
        "Rows",
        {"x.0.name": "Lê Văn A", "x.1.share": "x"},
        "Dòng 2, Họ và tên: Cần trả lời câu hỏi này. Dòng 2, Phần góp: ",
    ),
    ("Rows", {"x.0.name": "Lê Văn A", "x.0.role": "c"}, "Dòng 1, Vai trò: "),
    ("Rows", {f"x.{number}.name": "Lê Văn A" for number in range(60)}, "Fill in 50 rows or fewer."),
]


def question(type_: str, more: str = "", name: str = "x", **attributes: str) -> str:
    written = "".join(f' {key.replace("_", ":", 1)}="{value}"' for key, value in attributes.items())
    columns = f"<columns>{COLUMNS}</columns>" if type_ == "Rows" and "columns" not in more else ""
    type_ = f"hcc_longan.eforms.fields.{type_}"
    return f'<field name="{name}" type="{type_}"{written}><title>Question</title>{columns}{more}</field>'


def schema_of(xml: str):
    return loadString(MODEL.format(xml)).schema


class QuestionForm(AutoExtensibleForm, Form):
    schema = None
    ignoreContext = True

    def html(self, name: str = "x"):
        """A question as the page shows it."""
        view = getMultiAdapter((self.widgets[name], self.request), name="ploneform-render-widget")
        return lxml.html.fromstring(view())

    def read(self):
        """The values and the sentences about what is wrong, in English."""
        data, errors = self.extractData()
        return data, [translate(error.message, target_language="en") for error in errors]


@pytest.fixture
def form(furnished, http_request):
    """Makes a form of a model's fields, to which something was sent."""

    def make(xml: str, sent=None, method="POST"):
        http_request.form.clear()
        http_request.form.update({f"form.widgets.{name}": value for name, value in (sent or {}).items()})
        http_request.environ["REQUEST_METHOD"] = http_request.method = method
        http_request["LANGUAGE"] = "en"
        made = QuestionForm(furnished["vi"], http_request)
        made.schema = schema_of(xml)
        made.update()
        for widget in made.widgets.values():
            frame(widget)
        return made

    alsoProvides(http_request, IPloneFormLayer)
    return make


# Models


@pytest.mark.parametrize("type_", ALL)
def test_a_model_with_the_type_is_read_and_written_without_a_change(furnished, type_):
    xml = serializeSchema(schema_of(question(type_, "<description>Help</description><required>False</required>")))
    assert f'type="hcc_longan.eforms.fields.{type_}"' in xml
    assert serializeSchema(loadString(xml).schema) == xml


@pytest.mark.parametrize(
    ("type_", "more", "name", "value"),
    [
        ("IdNumber", "<kind_field>k</kind_field>", "kind_field", "k"),
        ("CitizenId", "<birth_field>b</birth_field><sex_field>s</sex_field>", "sex_field", "s"),
        ("FullName", "<own>False</own>", "own", False),
        ("BirthDate", "<min_age>18</min_age>", "min_age", 18),
        ("Day", "<when>future</when>", "when", "future"),
        ("Money", "<min>1000</min><max>2000</max><default>1500</default>", "default", 1500),
        ("Rows", "<min_rows>2</min_rows><max_rows>5</max_rows>", "max_rows", 5),
    ],
)
def test_what_an_editor_sets_is_kept_in_the_model(furnished, type_, more, name, value):
    schema = loadString(serializeSchema(schema_of(question(type_, more)))).schema
    assert getattr(schema["x"], name) == value


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("{", "no JSON"),
        ("[]", "one column at least"),
        ("{}", "one column at least"),
        ('[{"id": "A", "title": "x"}]', "id"),
        ('[{"id": "a"}]', "title"),
        ('[{"id": "a", "title": "x", "kind": "colour"}]', "colour"),
        ('[{"id": "a", "title": "x", "kind": ["name"]}]', "no kind"),
        ('[{"id": "a", "title": "x", "kind": "choice"}]', "choices"),
        ('[{"id": "a", "title": "x", "choices": {"a": "b"}}]', "choices"),
        ('[{"id": "a", "title": "x", "kind": "choice", "choices": ["a"]}]', "choices"),
        ('[{"id": "a", "title": "x", "required": "no"}]', "required"),
        ('[{"id": "a", "title": "x", "colour": "red"}]', "may have"),
        ('[{"id": "a", "title": "x"}, {"id": "a", "title": "y"}]', "same id"),
        ("[1]", "id"),
        ("[null]", "id"),
    ],
)
def test_columns_that_cannot_be_read_are_refused_with_a_reason(furnished, columns, said):
    with pytest.raises(SupermodelParseError) as caught:
        schema_of(question("Rows", f"<columns>{columns}</columns>"))
    assert said in str(caught.value)


def test_rows_are_shown_without_columns_until_the_editor_has_written_them(form):
    xml = question("Rows").replace(f"<columns>{COLUMNS}</columns>", "")
    assert form(xml, {"x.0.name": "x"}).html().xpath("//*[@data-rows]")


def test_the_field_editor_offers_every_type_in_the_language_of_the_page(furnished):
    allowed = api.portal.get_registry_record("easyform.allowedFields")
    assert {f"hcc_longan.eforms.fields.{type_}" for type_ in ALL} <= set(allowed)
    assert {"hcc_longan.eforms.uploads.Papers", "zope.schema._bootstrapfields.TextLine"} <= set(allowed)
    # An e-form would lose these files.
    assert "plone.namedfile.field.NamedBlobFile" not in allowed


@pytest.mark.parametrize("type_", ALL)
def test_the_field_editor_shows_the_settings_of_a_type(furnished, http_request, type_):
    eform = api.content.create(furnished["vi"], "EasyForm", title="Form")
    eform.fields_model = MODEL.format(question(type_))
    context = eform.restrictedTraverse("fields").publishTraverse(http_request, "x")
    page = EditView(context, http_request)
    page.update()
    (schema,) = [each for each in context.field.__provides__.__iro__ if each.__name__ == f"I{type_}"]
    assert set(schema.names()) <= set(page.form_instance.fields)
    assert "form-widgets-required" in page.render()


# Inputs


@pytest.mark.parametrize(("type_", "sent", "value", "vietnamese", "english"), TYPED)
def test_what_is_typed_becomes_a_value_that_reads_well(form, type_, sent, value, vietnamese, english):
    data, errors = form(question(type_), sent).read()
    assert errors == []
    assert data == {"x": value}
    field = schema_of(question(type_))["x"]
    assert field.text(value, "vi") == vietnamese
    assert field.text(value, "en") == english


@pytest.mark.parametrize(("type_", "sent", "said"), WRONG)
def test_what_cannot_be_right_is_refused_with_a_sentence_that_helps(form, type_, sent, said):
    data, errors = form(question(type_), sent).read()
    assert "x" not in data
    assert len(errors) == 1
    assert said in errors[0]


@pytest.mark.parametrize("type_", ALL)
def test_nothing_is_fine_where_nothing_is_needed(form, type_):
    data, errors = form(
        question(type_, "<required>False</required>"), {"x": "", "x.province": "", "x.0.name": " "}
    ).read()
    assert (data["x"] in (None, False), errors) == (True, [])


@pytest.mark.parametrize("type_", ALL)
def test_nothing_is_refused_where_something_is_needed(form, type_):
    data, errors = form(question(type_)).read()
    assert (data, len(errors)) == ({}, 1)


@pytest.mark.parametrize("type_", ALL)
def test_nonsense_that_a_script_sends_breaks_nothing(form, type_):
    for raw in (["a", "b"], [], {"a": 1}, object(), "\0", "x" * 100_000, "\ud800", 7, True):
        names = ("x", "x.province", "x.0.name", "x.0.nothing", "x.0", "x.", "x.99999.name", "x.-1.name")
        made = form(question(type_), dict.fromkeys(names, raw))
        made.read()
        assert made.html().get("data-fieldname") == "x"


@pytest.mark.parametrize("type_", ALL)
@pytest.mark.parametrize("mode", ["display", "hidden"])
def test_a_question_can_be_shown_or_hidden_instead_of_asked(form, type_, mode):
    made = form(question(type_, "<required>False</required>"))
    made.mode = mode
    made.widgets.mode = mode
    made.widgets.update()
    assert not made.html().xpath("//input[not(@type='hidden')]")


@pytest.mark.parametrize(("type_", "sent", "value"), [row[:3] for row in TYPED])
def test_a_value_is_shown_so_that_it_can_be_sent_again(form, type_, sent, value):
    field = schema_of(question(type_))["x"]
    raw = field.typed(value)
    if type_ == "Address":
        again = {f"x.{name}": part for name, part in raw.items()}
    elif type_ == "Rows":
        again = {f"x.{number}.{name}": part for number, row in enumerate(raw) for name, part in row.items()}
    else:
        again = {"x": raw}
    assert form(question(type_), again).read() == ({"x": value}, [])


@pytest.mark.parametrize("type_", ALL)
def test_label_hint_and_error_are_tied_to_the_inputs(form, type_):
    made = form(question(type_, "<description>Help of the editor</description>"))
    made.read()
    page = made.html()
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for described in page.xpath("//@aria-describedby"):
        assert set(described.split()) <= set(ids)
    for labelled in page.xpath("//@aria-labelledby"):
        assert labelled in ids
    for named in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        if not named.xpath("ancestor::template"):
            assert page.xpath(f"//label[@for='{named.get('id')}']")
    assert "Help of the editor" in page.text_content()
    (group,) = page.xpath("//*[@id='form-widgets-x']")
    assert "form-widgets-x-help" in group.get("aria-describedby")
    error = page.xpath("//p[contains(@class, 'eform-error') and not(@hidden)]")
    assert error
    assert error[0].text_content().strip()


@pytest.mark.parametrize(
    ("type_", "attributes"),
    [
        ("FullName", {"autocomplete": "name"}),
        ("Phone", {"autocomplete": "tel", "inputmode": "tel", "data-kind": "phone"}),
        ("Email", {"autocomplete": "email", "inputmode": "email"}),
        ("BirthDate", {"autocomplete": "bday", "inputmode": "numeric"}),
        ("CitizenId", {"autocomplete": "off", "inputmode": "numeric"}),
        ("Area", {"inputmode": "decimal"}),
    ],
)
def test_keyboards_and_browsers_know_what_is_asked(form, type_, attributes):
    (line,) = form(question(type_)).html().xpath("//input")
    assert {name: line.get(name) for name in attributes} == attributes


def test_browsers_offer_nobody_elses_data(form):
    (line,) = form(question("Phone", "<own>False</own>")).html().xpath("//input")
    assert line.get("autocomplete") == "off"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": ["cccd"], "x": "301234567"}, "12 digits"),
        ({"kind": ["cmnd"], "x": "301234567"}, ""),
        ({"kind": "passport", "x": "c1234567"}, ""),
        ({"kind": ["cccd"], "x": "080192000123", "born": "2/5/1992", "sex": "female"}, ""),
        ({"kind": ["cccd"], "x": "080192000123", "born": "2/5/1993"}, "born in 1992"),
        ({"kind": ["cccd"], "x": "080192000123", "born": "nonsense"}, ""),
        ({"kind": ["cccd"], "x": "080192000123", "sex": ["male"]}, "other sex"),
        ({"x": "080192000123"}, ""),
        ({"kind": ["--NOVALUE--"], "x": "c1234567"}, ""),
    ],
)
def test_a_number_is_compared_with_the_other_answers(form, sent, said):
    made = form(
        question("IdNumber", "<kind_field>kind</kind_field><birth_field>born</birth_field><sex_field>sex</sex_field>"),
        sent,
    )
    _data, errors = made.read()
    assert bool(errors) == bool(said)
    assert said in " ".join(errors)
    (line,) = made.html().xpath("//input")
    assert json.loads(line.get("data-beside")) == {
        "id_kind": "form.widgets.kind",
        "birth": "form.widgets.born",
        "sex": "form.widgets.sex",
    }


def test_what_was_typed_stands_in_the_form_again(form):
    made = form(
        question("Phone") + question("Address", name="y"), {"x": "0901", "y.province": "old:80", "y.ward": "xã <A>"}
    )
    made.read()
    assert made.html("x").xpath("//input/@value") == ["0901"]
    assert made.html("y").xpath("//option[@selected]/@value") == ["old:80"]
    assert "xã <A>" in made.html("y").xpath("//input/@value")
    said = [each.text_content() for each in made.html("y").xpath("//p[not(@hidden)]")]
    assert [text for text in said if "huyện, quận" in text]


def test_days_from_a_profile_are_shown_as_people_write_them(form):
    assert form(question("BirthDate"), {"x": "1992-05-02"}).html().xpath("//input/@value") == ["02/05/1992"]


def test_a_known_address_in_one_line_is_where_the_street_goes(form):
    assert "ấp 3, xã A" in form(question("Address"), {"x": "ấp 3, xã A"}).html().xpath("//input/@value")


def test_the_page_alone_cannot_be_filled_in_by_its_address(form):
    made = form(question("Phone"), {"x": "0901234567"}, method="GET")
    assert made.html().xpath("//input/@value") == [""]


# Rows


def test_a_row_more_and_a_row_less_lose_nothing_without_scripts(form):
    sent = {"x.0.name": "Lê Văn A", "x.1.name": "nonsense1", "x.1.share": "5"}
    more = form(question("Rows"), {**sent, "x.add": "1"}).html()
    assert len(more.xpath("//*[@data-rows]/*[@data-row]")) == 3
    assert more.xpath("//*[@data-rows]/*[@data-row]//input/@value")[:2] == ["Lê Văn A", ""]
    less = form(question("Rows"), {**sent, "x.0.remove": "1"}).html()
    values = less.xpath("//*[@data-rows]/*[@data-row]//input/@value")
    assert (values[0], "Lê Văn A" in values) == ("nonsense1", False)


def test_as_many_rows_are_shown_as_are_needed(form):
    assert len(form(question("Rows", "<min_rows>3</min_rows>")).html().xpath("//*[@data-rows]/*[@data-row]")) == 3
    _data, errors = form(question("Rows", "<min_rows>3</min_rows>"), {"x.0.name": "Lê Văn A"}).read()
    assert errors == ["Fill in 3 rows or more."]


def test_an_error_stands_in_its_cell(form):
    made = form(question("Rows"), {"x.0.name": "Lê Văn A", "x.1.name": "Mai2 B"})
    made.read()
    (wrong,) = made.html().xpath("//*[@aria-invalid='true']")
    assert wrong.get("name") == "form.widgets.x.1.name"
    (message,) = made.html().xpath("//p[not(@hidden)]")
    assert message.get("id") == "form-widgets-x-1-name-error"


def test_the_names_of_inputs_are_what_drafts_keep(form):
    names = form(question("Rows")).html().xpath("//*[@data-row='0']//@name")
    assert names[1:] == [f"form.widgets.x.0.{column}" for column in ("name", "born", "share", "role")]


# Values from elsewhere


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("FullName", "Mai"),
        ("Phone", 7),
        ("BirthDate", "1992-05-02"),
        ("BirthDate", date(2300, 1, 1)),
        ("Money", True),
        ("Money", "5"),
        ("Area", True),
        ("BusinessLines", [1]),
        ("BusinessLines", ["Tạp hóa"]),
        ("Address", {"system": "new", "province": "81", "ward": "x", "detail": "y"}),
        ("Address", {"system": "new", "province": 80}),
        ("Rows", ["x"]),
        ("YesNo", "yes"),
        ("Declaration", False),
    ],
)
def test_a_value_that_no_form_would_give_is_refused(furnished, type_, value):
    with pytest.raises(ValidationError):
        schema_of(question(type_))["x"].validate(value)


# Around the inputs


def test_stock_questions_are_tied_to_hint_error_and_condition_as_well(form):
    made = form(
        '<field name="x" type="zope.schema.TextLine"><title>Text</title><description>Help</description></field>'
        '<field name="y" type="zope.schema.Choice" form:widget="z3c.form.browser.radio.RadioFieldWidget" '
        'xmlns:form="http://namespaces.plone.org/supermodel/form"><title>Choice</title>'
        '<values><element key="a">A</element></values></field>'
    )
    made.schema["y"].setTaggedValue("depends_on", "x=1")
    made.read()
    line, radios = made.html("x"), made.html("y")
    (text,) = line.xpath("//input[@type='text']")
    assert text.get("aria-describedby") == "form-widgets-x-help form-widgets-x-error"
    assert text.get("aria-invalid") == "true"
    assert line.xpath("//p[@id='form-widgets-x-error' and not(@hidden)]")
    assert radios.get("data-depends-on") == "x=1"
    (group,) = radios.xpath("//*[@role='radiogroup']")
    assert group.get("aria-labelledby") == "form-widgets-y-label"


def test_labels_and_texts_of_forms_have_conditions_too(form):
    made = form('<field name="x" type="collective.easyform.fields.Label"><title>Heading</title></field>')
    made.schema["x"].setTaggedValue("depends_on", "y")
    assert (made.html().get("data-depends-on"), made.html().text_content().strip()) == ("y", "Heading")


def test_titles_are_no_markup(form):
    made = form(question("YesNo").replace("Question", "&lt;script&gt;alert(1)&lt;/script&gt;"))
    assert not made.html().xpath("//script")


def test_the_sentences_for_the_browser_are_json_in_the_language_of_the_page(furnished, http_request):
    html = furnished["vi"].restrictedTraverse("@@eform-scripts")()
    (sentences,) = lxml.html.fragments_fromstring(html)[0].xpath("self::script")
    assert {"missing", "phone", "row", "phone_now"} <= set(json.loads(sentences.text))
    assert fields.MESSAGES.keys() <= set(json.loads(sentences.text))
    assert datetime.fromisoformat(sentences.get("data-now")).tzinfo
