"""Invented names: areas of the municipalities with type and relative size, people, streets, Kita houses."""

from __future__ import annotations

# Auenburg: Bezirk key → (name, direction in degrees from the centre, Ortsteile from the inside out).
# An Ortsteil is (name, area type, relative size; 1 = the usual size of the municipality).
AreaName = tuple[str, str, float]
AUENBURG: dict[str, tuple[str, float | None, tuple[AreaName, ...]]] = {
    "01": (
        "Mitte",
        None,
        (
            ("Altstadt", "innenstadt", 0.9),
            ("Bahnhofsviertel", "innenstadt", 1.2),
            ("Schlossviertel", "innenstadt", 0.8),
            ("Gerberviertel", "innenstadt", 1.1),
            ("Lindenviertel", "innenstadt", 1.5),
            ("Wallstraße", "innenstadt", 1.0),
            ("Hafen", "gemischt", 0.7),
            ("Hafeninsel", "gemischt", 0.12),
        ),
    ),
    "02": (
        "Nord",
        90.0,
        (
            ("Nordstadt", "innenstadt", 1.6),
            ("Campus Nord", "campus", 1.3),
            ("Technikcampus", "campus", 0.6),
            ("Dichterviertel", "gemischt", 1.1),
            ("Ziegelkamp", "haeuser_60_70", 1.0),
            ("Vogelsang", "haeuser_90_00", 1.2),
            ("Heidbrook", "dorf", 0.5),
        ),
    ),
    "03": (
        "Nordost",
        48.0,
        (
            ("Johannisviertel", "innenstadt", 1.2),
            ("Hohes Feld", "gemischt", 1.3),
            ("Birkenhof", "grosssiedlung", 1.7),
            ("Ährenweg", "haeuser_60_70", 0.9),
            ("Krähenbusch", "haeuser_90_00", 1.0),
            ("Ostmoor", "dorf", 0.11),
        ),
    ),
    "04": (
        "Ost",
        4.0,
        (
            ("Oststadt", "innenstadt", 1.5),
            ("Güterbahnhof", "neubau", 1.1),
            ("Kanalviertel", "gemischt", 1.2),
            ("Eichenkamp", "haeuser_60_70", 1.0),
            ("Rosenhügel", "haeuser_60_70", 0.8),
            ("Schäferhof", "haeuser_90_00", 1.1),
            ("Drielbusch", "gemischt", 0.6),
        ),
    ),
    "05": (
        "Südost",
        -40.0,
        (
            ("Leedeufer", "gemischt", 1.1),
            ("Werftquartier", "gemischt", 0.8),
            ("Kreyenfeld", "grosssiedlung", 1.5),
            ("Blumensiedlung", "haeuser_60_70", 1.0),
            ("Am Deich", "haeuser_60_70", 0.7),
            ("Auwiesen", "dorf", 0.4),
        ),
    ),
    "06": (
        "Süd",
        -86.0,
        (
            ("Südstadt", "innenstadt", 1.5),
            ("Klinikum", "gemischt", 1.1),
            ("Lerchenberg", "haeuser_60_70", 1.1),
            ("Bümmerfeld", "gemischt", 1.2),
            ("Tannenkrug", "haeuser_90_00", 1.0),
            ("Süderheide", "haeuser_90_00", 0.8),
            ("Möhlenkamp", "dorf", 0.5),
        ),
    ),
    "07": (
        "Südwest",
        -132.0,
        (
            ("Haarmühlentor", "innenstadt", 1.2),
            ("Musikerviertel", "gemischt", 1.1),
            ("Wechlerfeld", "haeuser_60_70", 1.2),
            ("Kastanienhof", "haeuser_60_70", 0.9),
            ("Brombeerweg", "haeuser_90_00", 1.0),
            ("Moorheide", "dorf", 0.5),
        ),
    ),
    "08": (
        "West",
        178.0,
        (
            ("Weststadt", "innenstadt", 1.4),
            ("Uhlenhorst", "gemischt", 1.2),
            ("Rauhehorst", "grosssiedlung", 1.6),
            ("Kleiberfeld", "haeuser_60_70", 1.1),
            ("Postweg", "gemischt", 1.0),
            ("Wildenhorst", "haeuser_90_00", 0.9),
            ("Tütjenbrook", "dorf", 0.4),
        ),
    ),
    "09": (
        "Nordwest",
        134.0,
        (
            ("Zeughausviertel", "innenstadt", 1.2),
            ("Alexanderfeld", "gemischt", 1.2),
            ("Flugplatz", "grosssiedlung", 1.0),
            ("Brokhausen", "haeuser_60_70", 1.0),
            ("Grüner Winkel", "haeuser_90_00", 1.1),
            ("Erlhorn", "dorf", 0.5),
        ),
    ),
}

# The other municipalities: Ortsteile from the core outwards.
OTHERS: dict[str, tuple[AreaName, ...]] = {
    "03952001": (
        ("Brakenstedt-Mitte", "gemischt", 1.8),
        ("Bahnhofsvorstadt", "gemischt", 1.4),
        ("Mühlentor", "gemischt", 1.2),
        ("Kamp", "haeuser_60_70", 1.3),
        ("Siedlung Weißdorn", "grosssiedlung", 1.2),
        ("Amselgrund", "haeuser_60_70", 1.0),
        ("Neuer Kamp", "haeuser_90_00", 1.2),
        ("Sonnenberg", "haeuser_90_00", 1.0),
        ("Grotebrook", "dorf", 0.9),
        ("Lüttbrook", "dorf", 0.3),
        ("Osterwisch", "dorf", 0.5),
        ("Harkenmoor", "dorf", 0.45),
        ("Schlüterdeich", "dorf", 0.4),
        ("Wiemstede", "dorf", 0.5),
        ("Nutzhorst", "dorf", 0.09),
    ),
    "03952002": (
        ("Hollerfeld-Ort", "gemischt", 1.6),
        ("Sonnenkamp", "neubau", 1.3),
        ("Am Schulzentrum", "haeuser_90_00", 1.3),
        ("Buchenallee", "haeuser_60_70", 1.2),
        ("Kranichwinkel", "haeuser_90_00", 1.2),
        ("Twillbäke", "haeuser_60_70", 0.9),
        ("Sandersfeld", "dorf", 0.6),
        ("Vielhorst", "dorf", 0.5),
        ("Hurrler Mark", "dorf", 0.15),
    ),
    "03952003": (
        ("Immerloh-Kern", "gemischt", 1.4),
        ("Fasanenweg", "haeuser_60_70", 1.4),
        ("Haselbusch", "haeuser_60_70", 1.3),
        ("Loher Feld", "haeuser_60_70", 1.1),
        ("Parksiedlung", "haeuser_90_00", 0.9),
        ("Delfshorst", "dorf", 0.6),
        ("Bekhorst", "dorf", 0.4),
    ),
    "03952004": (
        ("Moordeelen", "gemischt", 1.8),
        ("Kolonie", "haeuser_60_70", 1.2),
        ("Torfwiesen", "haeuser_90_00", 1.0),
        ("Elmenloh", "dorf", 0.7),
        ("Hengsterkamp", "dorf", 0.6),
        ("Ostfriesendamm", "dorf", 0.5),
    ),
    "03952005": (
        ("Sandholt-Dorf", "gemischt", 1.6),
        ("Arkenburg", "haeuser_60_70", 1.1),
        ("Schlachthofviertel", "grosssiedlung", 0.9),
        ("Lürsche", "dorf", 0.8),
        ("Vardel", "dorf", 0.6),
    ),
    "03952006": (
        ("Torfbrück-Mitte", "gemischt", 1.5),
        ("Fehnkanal Nord", "dorf", 1.1),
        ("Fehnkanal Süd", "dorf", 0.9),
        ("Idafehn-Höhe", "dorf", 0.09),
    ),
    "03952007": (
        ("Westerlith-Ort", "gemischt", 1.4),
        ("Kasernenfeld", "gemischt", 0.9),
        ("Süderlith", "dorf", 0.7),
    ),
    "03959001": (
        ("Kleinauen-Dorf", "gemischt", 1.2),
        ("Siedlung am Teich", "haeuser_90_00", 1.1),
        ("Überhorst", "dorf", 0.6),
    ),
}

FAMILY_NAMES = (
    "Müller Meyer Schröder Janßen Behrens Lüers Oltmanns Bruns Gerdes Hinrichs Kröger Wübbenhorst Yilmaz "
    "Kowalski Popescu Hoffmann Böhme Krüger Petersen Ahlers Özdemir Nguyen Haddad Schütte Tönjes Diekmann "
    "Weiß Großmann Köhler Rüther"
).split()
GIVEN_NAMES = (
    "Anna Ben Carla David Emma Fynn Greta Hanna Ilse Jörg Käthe Lena Mia Noah Ole Paula Renate Sören Thea "
    "Ulf Wiebke Jürgen Günther Ayse Mehmet Olena Ivan Zeynep Björn Antje"
).split()
STREETS = (
    "Hauptstraße|Mühlenweg|Am Deich|Lindenallee|Schulstraße|Bäckerweg|Gänseweide|Zum Moor|Kirchhofstraße|"
    "Ährengrund|Ostlandstraße|Birkenweg|Grüner Weg|Süderstraße|Bürgermeister-Jürgens-Straße|Fährweg"
).split("|")
# What a Kita of a provider type may be called by provider type.
HOUSE_NAMES: dict[str, tuple[str, ...]] = {
    "kommunal": ("Kommunale Kita", "Kindertagesstätte", "Krippe und Kindergarten", "Familienzentrum"),
    "kirchlich": (
        "Ev. Kita St. Johannes",
        "Kath. Kindergarten St. Marien",
        "Ev. Kindergarten Arche",
        "Ev. Kita Kreuzkirche",
    ),
    "frei": ("AWO-Kita", "DRK-Kindergarten", "Lebenshilfe-Kita", "Kita Regenbogen", "Waldkindergarten"),
    "eltern": ("Elterninitiative Pusteblume", "Kinderladen Löwenzahn", "Krabbelgruppe Käferkinder"),
}
