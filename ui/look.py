"""The look of the chat: system fonts, ink on paper, one colour for what can be followed."""

from pathlib import Path

import gradio as gr

STYLE = Path(__file__).parent / "static" / "chat.css"


def theme() -> gr.themes.Base:
    """Return the theme; nothing of it is fetched from elsewhere."""
    base = gr.themes.Base(
        primary_hue="amber",
        neutral_hue="stone",
        radius_size="md",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    both = {
        "body_background_fill": ("#fcfbf8", "#171613"),
        "body_text_color": ("#22201c", "#ece8e0"),
        "body_text_color_subdued": ("#5f5a52", "#b5aea2"),
        "background_fill_primary": ("#ffffff", "#201e1a"),
        "background_fill_secondary": ("#f4f1ea", "#262420"),
        "border_color_primary": ("#dfd9cd", "#3b3832"),
        "block_background_fill": ("transparent", "transparent"),
        "input_background_fill": ("#ffffff", "#201e1a"),
        "input_placeholder_color": ("#6b655b", "#a39c90"),
        "color_accent_soft": ("#f4f1ea", "#262420"),
        "button_secondary_background_fill": ("#ffffff", "#201e1a"),
        "button_secondary_text_color": ("#22201c", "#ece8e0"),
        "button_primary_background_fill": ("#7a4b00", "#f0b65a"),
        "button_primary_background_fill_hover": ("#5f3a00", "#f6c97f"),
        "button_primary_text_color": ("#ffffff", "#171613"),
        "link_text_color": ("#7a4b00", "#f0b65a"),
        "link_text_color_hover": ("#5f3a00", "#f6c97f"),
        "link_text_color_visited": ("#7a4b00", "#f0b65a"),
        "link_text_color_active": ("#5f3a00", "#f6c97f"),
    }
    settings: dict[str, str] = {}
    for name, (light, dark) in both.items():
        settings |= {name: light, f"{name}_dark": dark}
    return base.set(block_border_width="0px", block_shadow="none", input_shadow="none", **settings)
