namespace Fairlead.Reports.Content;

/// <summary>Files that are no text at all, by their first bytes.</summary>
internal static class FileKind
{
    private static readonly (byte[] Magic, string What)[] Known =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ([(byte)'G', (byte)'I', (byte)'F', (byte)'8'], "a GIF image"),
        ([(byte)'%', (byte)'P', (byte)'D', (byte)'F'], "a PDF document"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "an executable program"),
        ([(byte)'M', (byte)'Z'], "an executable program"),
        ([0x1F, 0x8B], "a gzip archive"),
        ([(byte)'P', (byte)'K', 3, 4], "a zip archive"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "an xz archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
    ];

    public static void RefuseBinary(ReadOnlySpan<byte> start)
    {
        foreach (var (magic, what) in Known)
        {
            if (start.StartsWith(magic))
                throw new ReportException(
                    ReportFault.UnsupportedFormat,
                    $"The file is {what}, not a report.",
                    null,
                    what.EndsWith("archive", StringComparison.Ordinal)
                        ? "Unpack it and import the report inside."
                        : "Import the report that the scanner wrote.");
        }
    }
}
