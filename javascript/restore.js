"use strict";

/**
 * Puts a picture's original texts back into the prompt boxes; Ctrl+Z undoes it.
 */
(function () {
  const Animagine = (window.Animagine = window.Animagine || {});

  const BOXES = { prompt: "prompt", negative: "neg_prompt" };

  /**
   * Replace a box's text as if it had been typed, and tell the page.
   * @param {string} id element id of the box
   * @param {string} text
   */
  function replaceText(id, text) {
    const box = /** @type {HTMLTextAreaElement|null} */ (
      document.querySelector(`#${id} textarea`)
    );
    if (!box || box.value === text) return;
    box.focus();
    box.select();
    const command = text ? "insertText" : "delete";
    if (!document.execCommand(command, false, text)) box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /**
   * @param {string} tab "txt2img" or "img2img"
   * @param {string} prompt
   * @param {string} negative
   * @returns {[]} nothing for gradio to put anywhere
   */
  Animagine.restore = function (tab, prompt, negative) {
    replaceText(`${tab}_${BOXES.negative}`, negative);
    replaceText(`${tab}_${BOXES.prompt}`, prompt);
    return [];
  };
})();
