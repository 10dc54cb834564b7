from plone import api
from zope.lifecycleevent import modified
def g(p):
    cat=api.portal.get_tool("portal_catalog")
    return cat(UID=p.UID())[0].procedure_gaps
def go(vi):
    rows=[{**r,"form_number":"1","form_file":"mau"} for r in vi.components]
    vi.components=rows; modified(vi)
def test_1(furnished, make_procedure, http_request):
    vi,en=make_procedure(english="X")
    go(vi)
    print("A", en.components[0]["form_file"])
    print(g(vi), g(en))
def test_2(furnished, make_procedure, http_request):
    vi,en=make_procedure(english="X")
    go(vi)
    print("B", g(en))
def test_3(furnished, make_procedure, http_request):
    vi,en=make_procedure(english="X")
    g(vi), g(en)
    go(vi)
    print("C", g(en), g(vi), g(en))
def test_4(furnished, make_procedure, http_request):
    vi,en=make_procedure(english="X")
    vi.decision="7"; modified(vi)
    print("D", api.portal.get_tool("portal_catalog")(UID=en.UID()) and g(en))
    go(vi)
    print("D", g(vi), g(en))
def test_5(furnished, make_procedure, http_request):
    vi,en=make_procedure(english="X")
    go(vi)
    en.title
    print("E", g(vi), g(en))
    modified(vi)
    print("E", g(vi), g(en))
    vi.decision="3"
    modified(vi)
    print("E", g(vi), g(en))
