"""The project file: what ``animagine.toml`` or ``pyproject.toml`` says about the prompts below."""

from sd_animagine.project.file import project_for
from sd_animagine.project.settings import Project, ProjectError, project_from

__all__ = ["Project", "ProjectError", "project_for", "project_from"]
