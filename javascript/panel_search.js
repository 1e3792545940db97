/**
 * Search for a character or a series: a combobox over the tag lists, as the ARIA pattern has it.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element} = Animagine.dom;

    const ID = "animagine-search-list";
    const MOST = 12;
    /** Lifts the wanted kinds over all others. */
    const WANTED = 1e6;
    const KINDS = new Set(["character", "series"]);

    class Search {
        /**
         * @param {HTMLElement} place
         * @param {(name: string) => void} picked
         */
        constructor(place, picked) {
            this.picked = picked;
            this.selected = -1;
            /** @type {string[]} */
            this.names = [];
            const label = element("label", "animagine-label", say("Add a character or series"));
            this.box = element("input", "animagine-search-box");
            this.box.id = label.htmlFor = "animagine-search-input";
            this.box.type = "text";
            this.box.autocomplete = "off";
            this.box.spellcheck = false;
            this.box.placeholder = say("type a name");
            this.list = element("ul", "animagine-search-list");
            this.list.id = ID;
            this.list.hidden = true;
            this.list.setAttribute("role", "listbox");
            this.list.setAttribute("aria-label", say("Characters and series"));
            for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", ID], ["aria-expanded", "false"]]) {
                this.box.setAttribute(name, value);
            }
            place.replaceChildren(label, this.box, this.list);
            this.box.addEventListener("input", () => this.find());
            this.box.addEventListener("keydown", (event) => this.key(event));
            this.box.addEventListener("blur", () => this.show([]));
            this.list.addEventListener("mousedown", (event) => event.preventDefault());
            this.list.addEventListener("click", (event) => {
                const row = event.target instanceof Element ? event.target.closest("[role=option]") : null;
                if (row) this.take(this.names[Number(row.id.slice(ID.length + 1))]);
            });
        }

        find() {
            const index = Animagine.load.index();
            if (index === null || this.box.value.trim() === "") return this.show([]);
            const lift = (/** @type {number} */ id) => KINDS.has(index.kind(id).name) ? WANTED : 0;
            const hits = Animagine.match.search(index, this.box.value, MOST, lift);
            this.show(hits.filter((hit) => KINDS.has(index.kind(hit.id).name)).map((hit) => hit.id));
        }

        /** @param {number[]} ids */
        show(ids) {
            const index = Animagine.load.index();
            this.names = index ? ids.map((id) => index.name(id)) : [];
            this.list.replaceChildren(...(index ? ids.map((id, n) => row(index, id, n)) : []));
            this.list.hidden = ids.length === 0;
            this.box.setAttribute("aria-expanded", String(ids.length > 0));
            this.mark(-1);
        }

        /** @param {number} at */
        mark(at) {
            this.list.children[this.selected]?.setAttribute("aria-selected", "false");
            this.selected = at;
            const row = this.list.children[at];
            if (!row) return this.box.removeAttribute("aria-activedescendant");
            row.setAttribute("aria-selected", "true");
            row.scrollIntoView({block: "nearest"});
            this.box.setAttribute("aria-activedescendant", row.id);
        }

        /** @param {KeyboardEvent} event */
        key(event) {
            if (event.isComposing) return;
            const last = this.names.length - 1;
            if (event.key === "ArrowDown" && last >= 0) this.mark(this.selected >= last ? 0 : this.selected + 1);
            else if (event.key === "ArrowUp" && last >= 0) this.mark(this.selected <= 0 ? last : this.selected - 1);
            else if (event.key === "Enter") this.take(this.names[Math.max(0, this.selected)]);
            else if (event.key === "Escape" && last >= 0) this.show([]);
            else return;
            event.preventDefault();
            event.stopPropagation();
        }

        /** @param {string | undefined} name */
        take(name) {
            if (!name) return;
            this.box.value = "";
            this.show([]);
            this.picked(name);
        }
    }

    /**
     * @param {Animagine.Index} index
     * @param {number} id
     * @param {number} n
     */
    function row(index, id, n) {
        const kind = index.kind(id).name;
        const item = element("li", "animagine-offer");
        item.id = `${ID}-${n}`;
        item.dataset.kind = kind;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        const series = kind === "character" ? index.series(id).map((each) => index.name(each)).join(", ") : "";
        item.append(element("bdi", "animagine-name", index.name(id)), element("span", "animagine-detail", series || say(Animagine.words.KINDS[kind])));
        return item;
    }

    Animagine.search = {Search};
})();
