"""An extension for the tests: writes into a batch's prompts when all others are done with them."""

from modules import scripts


class LateWords(scripts.Script):
    """Resolves one wildcard, as late as an extension can."""

    sorting_priority = 1000

    def title(self):
        return "Late words"

    def show(self, is_img2img):
        return scripts.AlwaysVisible

    def ui(self, is_img2img):
        return []

    def process_batch(self, p, *arguments, **batch):
        p.prompts = [text.replace("late word", "nsfw") for text in p.prompts]
