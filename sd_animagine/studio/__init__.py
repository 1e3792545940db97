"""The studio: the same panel and routes without a WebUI, and the engines that draw there."""
