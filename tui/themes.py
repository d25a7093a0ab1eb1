"""The four sets of colours. Each state is also told by a sign, bold, underline or reverse."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

_CURSOR = {"block-cursor-text-style": "bold", "block-cursor-blurred-text-style": "bold"}

DARK = Theme(
    name="dark",
    primary="#7aa2f7",
    secondary="#9ece6a",
    accent="#e0af68",
    warning="#e0af68",
    error="#f7768e",
    foreground="#c8ccd8",
    background="#16181f",
    surface="#16181f",
    panel="#20232d",
    variables={
        **_CURSOR,
        "block-cursor-background": "#33406b",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#272b38",
        "block-cursor-blurred-foreground": "#ffffff",
    },
)
LIGHT = Theme(
    name="light",
    dark=False,
    primary="#2a4d9b",
    secondary="#2f6b2f",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#b00020",
    foreground="#1d1f24",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#eceae4",
    variables={
        **_CURSOR,
        "block-cursor-background": "#c9d7f5",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#e6e4de",
        "block-cursor-blurred-foreground": "#000000",
    },
)
CONTRAST = Theme(
    name="contrast",
    primary="#ffffff",
    secondary="#00ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff6060",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    text_alpha=1.0,
    variables={
        **_CURSOR,
        "text-muted": "#ffffff",
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#404040",
        "block-cursor-blurred-foreground": "#ffffff",
    },
)


def themes() -> dict[str, Theme]:
    """The themes by the names that the settings use; ``terminal`` has the terminal's own colours."""
    return {"dark": DARK, "light": LIGHT, "contrast": CONTRAST, "terminal": BUILTIN_THEMES["ansi-dark"]}
