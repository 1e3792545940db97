/**
 * Beside the picture that is chosen: its seed and size, and what one does with it next.
 */
(() => {
    "use strict";

    const {element, button} = Animagine.dom;
    const {ID} = Animagine.panelControls;
    const {say} = Animagine.words;

    /** In the last line of an infotext. */
    const SEED = /(?:^|, )Seed: (\d+)/;
    const SIZE = /(?:^|, )Size: (\d+)x(\d+)/;
    const ENDING = /\.(?:png|jpe?g|webp|avif)(?=$|[?#])/i;

    class Picture {
        /** @param {HTMLElement} place */
        constructor(place) {
            this.place = place;
            this.infotext = "";
            this.facts = element("span", "animagine-quiet");
            this.seed = button("animagine-button", say("Reuse seed"), () => Animagine.historyTake.seedOf(this.number()));
            this.save = element("a", "animagine-button", say("Save as"));
            this.status = element("span", "animagine-quiet");
            this.status.setAttribute("role", "status");
            place.replaceChildren(
                this.facts,
                this.seed,
                button("animagine-button", say("Copy infotext"), () => this.copy()),
                button("animagine-button", say("Open large"), () => Animagine.viewer.large(source(), this.facts.textContent || "", this.infotext)),
                this.save,
                ...(Animagine.draft.isThere() ? [button("animagine-button", say("Start from it"), () => Animagine.draft.begin(source()))] : []),
                this.status,
            );
            this.look();
        }

        /** Another picture may be chosen, or a new one be there. */
        look() {
            const infotext = source() ? Animagine.drawing.chosen() : "";
            this.place.hidden = infotext === "";
            if (infotext === this.infotext) return;
            this.infotext = infotext;
            this.status.textContent = "";
            const size = SIZE.exec(this.last());
            const facts = [this.number() === null ? "" : say("seed {seed}", {seed: this.number() ?? ""}), size ? `${size[1]}×${size[2]}` : ""];
            this.facts.textContent = facts.filter(Boolean).join(" · ");
            this.seed.hidden = this.number() === null;
            this.save.href = source();
            this.save.download = `animagine-${this.number() ?? "picture"}${ENDING.exec(source())?.[0] ?? ".png"}`;
        }

        last() {
            return this.infotext.slice(this.infotext.lastIndexOf("\n") + 1);
        }

        number() {
            const found = SEED.exec(this.last());
            return found && Number(found[1]);
        }

        async copy() {
            this.status.textContent = await copied(this.infotext) ? say("Copied.") : say("The browser did not let it be copied.");
        }
    }

    /** @returns {string} the address of the picture that is chosen; empty where there is none */
    function source() {
        const gallery = `#${ID}_gallery`;
        const found = document.querySelector(`${gallery} .selected img`) ?? document.querySelector(`${gallery} img`);
        return found instanceof HTMLImageElement ? found.src : "";
    }

    /**
     * @param {string} text
     * @returns {Promise<boolean>} whether it is in the clipboard
     */
    async function copied(text) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch (error) { // without https a browser has no such thing, but its old way
            const box = element("textarea", "");
            box.value = text;
            const focused = document.activeElement;
            document.body.append(box);
            box.select();
            const done = document.execCommand("copy");
            box.remove();
            if (focused instanceof HTMLElement) focused.focus({preventScroll: true});
            return done;
        }
    }

    Animagine.picture = {Picture};
})();
