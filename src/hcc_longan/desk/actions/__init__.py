"""What can be done with a dossier, as forms.

For other rooms, from `actions.forms` and `actions.matter`:

    form = form_for("assign")               # KeyError for an unknown transition
    form.is_simple                          # a note is all it takes: a button will do
    form.is_shared                          # it can be filled in once for many dossiers
    matter = Matter(officer, language, codes=frozenset({"khdt"}))        # many dossiers of these departments
    matter = Matter(officer, language, dossier)                          # or one
    bound = form.bound(matter)
    bound.html(request)                                                  # the fields
    bound.html(request, request.form, {"reason": "This is required."})   # as they were sent, with translated errors
    data = bound.read(request.form)         # for lifecycle.move; raises InvalidData (errors by the names of `html`)
    rules.check(dossier, "extend", data)    # the desk's own rules, per dossier; raises RuleBroken

`field_id(name)` is the id of a field's element, for an error summary. Styles and comfort: the resources `actions.css`
and `actions.js` of `++resource++hcc_longan.desk`.
"""
