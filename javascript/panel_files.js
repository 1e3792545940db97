/**
 * Files of presets: one is handed to the browser, one is read.
 */
(() => {
    "use strict";

    /** As in `store/exported.py`. */
    const MOST_BYTES = 8 * 1024 * 1024;
    /** The browser has begun to save by then, in milliseconds. */
    const SAVED_AFTER = 10000;

    /**
     * @param {string} text of the file with the presets
     * @returns {[]}
     */
    function download(text) {
        if (!text) return [];
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([text], {type: "application/json"}));
        link.download = "animagine-presets.json";
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), SAVED_AFTER);
        return [];
    }

    /**
     * Have a file chosen, and read it, as far as presets are let in.
     *
     * @returns {Promise<string | null>} null where none was chosen
     */
    function textOfFile() {
        const input = document.createElement("input");
        input.type = "file";
        input.accept = ".json,application/json";
        return new Promise((resolve) => {
            input.addEventListener("cancel", () => resolve(null));
            input.addEventListener("change", () => resolve(input.files?.[0]?.slice(0, MOST_BYTES + 1).text() ?? null));
            input.click();
        });
    }

    Animagine.files = {download, textOfFile};
})();
