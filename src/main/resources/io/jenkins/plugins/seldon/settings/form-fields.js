/*
 * What Jenkins' form tags leave to a plugin: each field of ours has the name that stands above it, for those who hear a
 * page, and a required field of a fresh form is not refused before somebody has been there.
 */
(function () {
  const OURS = "/io.jenkins.plugins.seldon.";
  const CONTROLS = "input:not([type=hidden]), select, textarea";
  const UNTOUCHED = "seldon-untouched";

  /** The text of an element without that of its help button. */
  function textOf(label) {
    return Array.from(label.childNodes)
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.nodeValue.trim())
      .join(" ")
      .trim();
  }

  /** Every field of ours has help, so its button leads to the field; an entry of several fields has no name to give. */
  Behaviour.specify("A.jenkins-help-button", "seldon-named", 0, function (help) {
    const url = help.getAttribute("helpURL");
    const entry = help.closest(".jenkins-form-item");
    if (url === null || !url.includes(OURS) || entry === null) {
      return;
    }
    const control = entry.querySelector(CONTROLS);
    const label = help.closest(".jenkins-form-label") ?? entry.querySelector("label.attach-previous");
    if (control !== null && label !== null && control.closest(".jenkins-form-item") === entry) {
      control.setAttribute("aria-label", textOf(label));
    }
  });

  /** Before Jenkins asks the server about what is in the field. */
  Behaviour.specify("." + UNTOUCHED, "seldon-untouched", -10, function (field) {
    field.classList.remove("validated");
  });

  /** From now on Jenkins asks, at once and with each change. */
  function touch(field) {
    field.classList.remove(UNTOUCHED);
    field.classList.add("validated");
    window.registerValidator(field);
  }

  document.addEventListener("focusout", function (event) {
    if (event.target.classList.contains(UNTOUCHED)) {
      touch(event.target);
    }
  });

  document.addEventListener(
    "click",
    function (event) {
      const button = event.target.closest("#generatePipelineScript, .validate-button, [name=Submit], [name=Apply]");
      const form = button === null ? null : button.closest("form");
      if (form !== null) {
        Array.from(form.querySelectorAll("." + UNTOUCHED))
          .filter((field) => field.offsetParent !== null)
          .forEach(touch);
      }
    },
    true,
  );
})();
