/**
 * The window over the page: a picture of the history in full with its texts, or two compared. The
 * browser's own dialog, so that the keyboard stays in it, Escape closes it, and the focus goes back.
 */
(() => {
    "use strict";

    const {element, button} = Animagine.dom;
    const say = (/** @type {string} */ text, /** @type {any} */ values) => Animagine.words.say(text, values);

    class Viewer {
        constructor() {
            this.frame = element("dialog", "animagine animagine-viewer");
            this.title = element("h2", "animagine-viewer-title");
            this.title.id = "animagine_viewer_title";
            this.frame.setAttribute("aria-labelledby", this.title.id);
            this.body = element("div", "animagine-viewer-body");
            const head = element("div", "animagine-viewer-head");
            head.append(this.title, button("animagine-button", say("Close"), () => this.frame.close()));
            this.frame.append(head, this.body);
            this.frame.addEventListener("click", (event) => {
                if (event.target === this.frame) this.frame.close(); // beside it
            });
            document.body.append(this.frame);
        }

        /**
         * @param {string} title
         * @param {Node[]} parts
         */
        open(title, ...parts) {
            this.title.textContent = title;
            this.body.replaceChildren(...parts);
            this.body.scrollTop = 0;
            if (!this.frame.open) this.frame.showModal();
        }
    }

    /** @type {Viewer | null} */
    let made = null;

    function viewer() {
        if (made === null || !made.frame.isConnected) made = new Viewer();
        return made;
    }

    /**
     * @param {Animagine.HistoryEntry} entry
     * @param {(act: () => Promise<void>) => void} attempt carries out what may fail, and tells why
     */
    async function picture(entry, attempt) {
        const {ask, again, seedOf} = Animagine.historyTake;
        const whole = await ask("/entry", {id: entry.id});
        const image = element("img", "animagine-viewer-picture");
        image.alt = entry.prompt;
        if (entry.thumbnail) image.src = entry.thumbnail;
        const note = element("p", "animagine-quiet");
        note.setAttribute("role", "status");
        const close = () => viewer().frame.close();
        const buttons = element("div", "animagine-preview-buttons");
        buttons.append(
            button("animagine-button", say("Use again"), () => attempt(() => again(entry.id).then(close))),
            button("animagine-button", say("Only the seed"), () => (seedOf(entry.seed), close())),
        );
        if (whole.has_picture && Animagine.draft.isThere()) {
            buttons.append(button("animagine-button", say("Start from it"), () => (close(), Animagine.draft.begin(`history ${entry.id}`))));
        }
        const texts = element("div", "animagine-viewer-texts");
        texts.append(buttons, ...told(whole));
        viewer().open(Animagine.history.when(entry), image, note, texts);
        if (!whole.has_picture) return;
        await ask("/picture", {id: entry.id}).then(
            ({picture: full}) => (image.src = full),
            (error) => (note.textContent = error.message),
        );
    }

    /**
     * @param {string} source address of a picture
     * @param {string} title
     * @param {string} infotext
     */
    function large(source, title, infotext) {
        const image = element("img", "animagine-viewer-picture");
        image.src = source;
        image.alt = infotext.split("\n")[0];
        const texts = element("div", "animagine-viewer-texts");
        texts.append(...told({typed: {}, infotext}));
        viewer().open(title, image, texts);
    }

    /**
     * @param {any} whole
     * @returns {HTMLElement[]}
     */
    function told(whole) {
        /** @type {Array<[string, string]>} */
        const texts = [
            [say("Prompt as typed"), whole.typed.prompt],
            [say("Negative prompt as typed"), whole.typed.negative_prompt],
            [say("As sent, with all settings"), whole.infotext],
        ];
        return texts.filter(([, text]) => text).flatMap(([name, text]) => [element("div", "animagine-label", name), element("div", "animagine-sent", text)]);
    }

    /**
     * @param {number} one
     * @param {number} other
     */
    async function compare(one, other) {
        const found = await Animagine.historyTake.ask("/compare", {one, other});
        viewer().open(say("What differs"), Animagine.comparison.shown(found));
    }

    Animagine.viewer = {picture, large, compare};
})();
