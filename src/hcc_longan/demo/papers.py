"""Papers as applicants bring them: readable sheets with their own words, as PDF or as the photo of a scanner."""

from hcc_longan import clock
from hcc_longan.vietnamese import slug
from io import BytesIO
from PIL import Image
from PIL import ImageFilter
from random import Random
from typing import Any

import json
import typst


# A small sheet, grey as a copier leaves it. Values come as data, never as markup.
_SHEET = """
#let data = json(bytes(sys.inputs.data))
#set page(width: 148mm, height: 210mm, margin: 16mm, fill: rgb(data.paper))
#set text(font: "Libertinus Serif", size: 10pt, lang: "vi", fill: rgb("#1d1d24"))
#align(center)[
  *CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\
  *Độc lập – Tự do – Hạnh phúc* \\
  #line(length: 32mm, stroke: 0.5pt)
  #v(5mm)
  #text(size: 13pt, weight: "bold", upper(data.title))
]
#v(5mm)
#for (name, value) in data.facts [ #name: *#value* #v(1.4mm) ]
#v(3mm)
#par(justify: true)[#data.text]
#v(8mm)
#align(right)[#data.place \\ *#data.role* #v(13mm) #text(fill: rgb("#1b3a8a"), style: "italic", data.signer)]
#place(bottom + left, text(size: 8pt, fill: rgb("#8a1d1d"))[#data.mark])
"""
_TEXT = (
    "Tôi cam đoan những nội dung khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai của mình. "
    "Đề nghị cơ quan có thẩm quyền xem xét, giải quyết theo quy định."
)
_RESULT = "Căn cứ hồ sơ và kết quả thẩm định, cơ quan có thẩm quyền quyết định cấp kết quả theo đề nghị nêu trên."
_MARK = "BẢN DÙNG THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


def papers(record: Any, applicant: dict[str, Any], random: Random, most: int = 3) -> list[dict[str, Any]]:
    """Attachments for the first components of a procedure, in the shape that `read_attachments` takes."""
    components = [row for row in record.get("components") or () if row.get("required", True)][:most]
    return [_paper(row["id"], row["name_vi"], applicant, random) for row in components]


def extra(title: str, applicant: dict[str, Any], random: Random) -> dict[str, Any]:
    """A paper of no component, such as what comes with an answer."""
    return _paper("", title, applicant, random)


def result(title: str, number: str, applicant: dict[str, Any], signer: str) -> dict[str, Any]:
    """The signed result."""
    facts = [["Số", number], ["Cấp cho", applicant["name"]], ["Địa chỉ", applicant.get("address", "")]]
    data = _sheet(title[:120], facts, _RESULT, "Người ký", signer)
    return {"component": "", "filename": "ket-qua.pdf", "data": data}


def _paper(component: str, title: str, applicant: dict[str, Any], random: Random) -> dict[str, Any]:
    facts = [
        ["Họ và tên / Tên tổ chức", applicant["name"]],
        ["Số giấy tờ", applicant.get("id_number", "")],
        ["Địa chỉ", applicant.get("address", "")],
        ["Điện thoại", applicant.get("phone", "")],
    ]
    name = slug(title, 40) or "giay-to"
    if random.random() < 0.5:
        return {
            "component": component,
            "filename": f"{name}.pdf",
            "data": _sheet(title[:120], facts, _TEXT, "Người khai", applicant["name"]),
        }
    picture = _sheet(title[:120], facts, _TEXT, "Người khai", applicant["name"], format="png", ppi=110)
    return {"component": component, "filename": f"{name}.jpg", "data": _scanned(picture, random)}


def _sheet(title: str, facts: list[list[str]], text: str, role: str, signer: str, **options: Any) -> bytes:
    today = clock.today()
    data = {
        "title": title,
        "facts": facts,
        "text": text,
        "role": role,
        "signer": signer,
        "place": f"Long An, ngày {today.day:02} tháng {today.month:02} năm {today.year}",
        "mark": _MARK,
        "paper": "#fdfcf7" if options else "#ffffff",
    }
    return typst.compile(_SHEET.encode(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **options)


def _scanned(picture: bytes, random: Random) -> bytes:
    """As it lay on the glass: a little askew, not quite sharp."""
    with Image.open(BytesIO(picture)) as page:
        askew = page.convert("L").rotate(random.uniform(-1.2, 1.2), expand=True, fillcolor=226)
        out = BytesIO()
        askew.filter(ImageFilter.GaussianBlur(0.5)).save(out, "JPEG", quality=70)
    return out.getvalue()
