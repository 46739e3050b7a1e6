"""What a photo may be, and what its process may use. Pure: the process itself reads it."""

MEGABYTE = 1024 * 1024
MEGAPIXEL = 1_000_000

# What is accepted, with the most megapixels each. Phone cameras write JPEG and HEIC; the others are screenshots.
MOST_PIXELS = {"JPEG": 50 * MEGAPIXEL, "HEIF": 50 * MEGAPIXEL, "PNG": 25 * MEGAPIXEL, "WEBP": 25 * MEGAPIXEL}
MOST_BYTES = 20 * MEGABYTE
MOST_COLOURS_OF_PRINT = 25 * MEGAPIXEL  # CMYK: no phone writes it, and it takes more memory than the others
LONGEST_SIDE = 16_000

# What is kept: between the two where the photo has that much, so that a camera's file is decoded at half its size.
KEPT_NAME, SMALL_NAME = "kept.jpg", "small.jpg"
KEPT_SIDE, GOOD_SIDE = 2560, 1600
READ_SIDE = 4032  # at which a code is looked for that the kept picture does not show
KEPT_QUALITY = 82
SMALL_SIDE = 400
SMALL_QUALITY = 72

# What the process that decodes may use, and how many may run at once on one machine.
MEMORY_BYTES = 1024 * MEGABYTE
CPU_SECONDS = 10
WALL_SECONDS = 40  # waiting for a busy machine counts too and is not the photo's fault; what computes ends before
WRITTEN_BYTES = 8 * MEGABYTE
OPEN_FILES = 32
AT_ONCE = 2

MOST_TEXTS, LONGEST_TEXT = 8, 500
PATIENT_SECONDS, PATIENT_WALL_SECONDS = 4, 10  # for codes out of focus: of processor time, and on the wall
PATIENT_SIDE = 480  # pixels; a smaller picture has no such code
