import sys, pathlib
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_importing import *
from test_importing import _no_commit
from datetime import date
from plone.namedfile.file import NamedBlobFile
def g(p):
    return api.portal.get_tool("portal_catalog")(UID=p.UID())[0].procedure_gaps
def test_back(bring_in, page_of):
    bring_in(line(), line("1.900002")); bring_in(line(), abolish=True)
    s,c=bring_in(line(), line("1.900002"))
    print("BACK", state_of(page_of("1.900002")))
def test_draft_gone(bring_in, page_of):
    bring_in(line(), line("1.900002", source_ministry="Bộ Nào Đó"), line("1.900003", source_ministry="Bộ Nào Đó"))
    try:
        bring_in(line(), line("1.900003", source_ministry="Bộ Nào Đó"), abolish=True)
    except Exception as e: print("DRAFT", repr(e))
def test_en(bring_in, page_of, furnished):
    bring_in(line(), line("1.900002")); p=page_of("1.900002")
    en=api.content.create(furnished["en"]["procedures"],"Procedure",title="Card",code="1.900002",department="tp")
    ITranslationManager(p).register_translation("en", en); modified(p)
    api.content.transition(en,"publish")
    bring_in(line(), abolish=True)
    print("EN", state_of(p), state_of(en))
def test_time(make_procedure):
    w={"channel": "counter", "case": "", "unit": "working_day", "note_vi": "", "note_en": ""}
    make_procedure("A ba", code="1.000003", ways=[{**w,"limit":3}]); make_procedure("B mot", code="1.000001", ways=[{**w,"limit":1}])
    print("TIME",[b.Title for b in search.search(search.Query(sort="time")).brains(0,9)])
def test_new_gaps(make_procedure,furnished):
    vi,en=make_procedure(english="X",publish=False)
    print("NEW", g(vi), g(en))
    api.content.delete(en); print("DEL", g(vi))
def test_formgap(make_procedure):
    vi,en=make_procedure(english="X")
    vi.components=[{**r,"form_number":"1","form_file":"m"} for r in vi.components]; modified(vi)
    api.content.create(vi,"File",id="m",file=NamedBlobFile(b"x",filename="a.docx")); print("FORM", g(vi), g(en))
def test_expired(make_procedure,on_day):
    on_day(2026,1,1); vi=make_procedure(); vi.valid_to=date(2026,6,30); modified(vi)
    print("EXP", versions.version_in_force(vi,date(2026,7,1)) is None)
def test_enfirst(make_procedure):
    vi,en=make_procedure(english="X",publish=False); api.content.transition(en,"publish"); print("ENFIRST", len(versions.versions(vi)))
def test_check(make_procedure, render):
    page=make_procedure(to_check=[{"field": "fees", "problem": "fee_unclear", "value": "?"}])
    print("CHECK", len(render(page).texts("//*[@role='note'][.//a[contains(@href, '/edit')]]")))
def test_depgap(make_procedure, furnished):
    vi=make_procedure(department="xd"); api.content.create(furnished["vi"]["co-quan"],"Department",id="xd",code="xd",title="XD"); print("DEP", g(vi))
