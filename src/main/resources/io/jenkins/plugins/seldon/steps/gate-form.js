/*
 * The gate's button "Check now" looks at what the form says, its lists included: before Jenkins' own handler sends the
 * button's fields, the part of the form that a submission would bind to the step goes into the hidden field "gate".
 */
(function () {
  const MARK = "seldonMark";

  /** The object in which the mark is; the mark is taken out of it. */
  function marked(part, mark) {
    if (part === null || typeof part !== "object") {
      return null;
    }
    if (part[MARK] === mark) {
      delete part[MARK];
      return part;
    }
    for (const value of Object.values(part)) {
      const found = marked(value, mark);
      if (found !== null) {
        return found;
      }
    }
    return null;
  }

  /** What a submission of the form would send of the part that an element stands in. */
  function partOf(element) {
    const form = element.closest("form");
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = MARK;
    field.value = MARK + "-" + Math.random();
    element.parentNode.insertBefore(field, element);
    try {
      window.buildFormTree(form);
      return marked(JSON.parse(form.elements.json.value), field.value);
    } finally {
      field.remove();
    }
  }

  document.addEventListener(
    "click",
    function (event) {
      const button = event.target.closest("button.seldon-check-now");
      if (button !== null) {
        const part = partOf(button);
        window.findPreviousFormItem(button, "gate").value = part === null ? "" : JSON.stringify(part);
      }
    },
    true,
  );
})();
