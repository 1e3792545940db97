/**
 * The one global of the page's scripts: each file puts there what others may use of it.
 *
 * They are classic scripts. A host puts the address of each into the page with the time of its last
 * change, so that a browser fetches what has changed; what a module imports would have no such time,
 * and might be of before an upgrade. It loads them by name: this file first, then the room `base_`,
 * whose parts the others may take at once; what any other room has is there once the page stands.
 */
(() => {
    "use strict";

    window.Animagine = window.Animagine || /** @type {any} */ ({});
})();
