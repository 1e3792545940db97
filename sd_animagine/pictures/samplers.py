"""Other tools' names for the WebUI's samplers."""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "euler_ancestral": "Euler a",
    "euler_a": "Euler a",
    "euler": "Euler",
    "heun": "Heun",
    "lms": "LMS",
    "dpm_2": "DPM2",
    "dpm_2_ancestral": "DPM2 a",
    "dpm_fast": "DPM fast",
    "dpm_adaptive": "DPM adaptive",
    "dpmpp_2s_ancestral": "DPM++ 2S a",
    "dpmpp_2m": "DPM++ 2M",
    "dpmpp_2m_sde": "DPM++ 2M SDE",
    "dpmpp_2m_sde_gpu": "DPM++ 2M SDE",
    "dpmpp_3m_sde": "DPM++ 3M SDE",
    "dpmpp_3m_sde_gpu": "DPM++ 3M SDE",
    "dpmpp_sde": "DPM++ SDE",
    "dpmpp_sde_gpu": "DPM++ SDE",
    "ddim": "DDIM",
    "ddim_v3": "DDIM",
    "uni_pc": "UniPC",
    "unipc": "UniPC",
    "lcm": "LCM",
    "restart": "Restart",
}


def sampler_of(name: object) -> str | None:
    """Return the WebUI's name for a sampler; one it does not know stays as it is."""
    if not isinstance(name, str) or not name.strip():
        return None
    plain = name.strip()
    key = plain.lower().removeprefix("sample_").removeprefix("k_").replace(" ", "_")
    for ending in ("_k", "_karras"):
        key = key.removesuffix(ending)
    return _NAMES.get(key, plain[:80])
