using System.Text;

namespace Fairlead.Reports.Content;

/// <summary>How a report's text is encoded: UTF-8 unless a byte order mark says UTF-16 or UTF-32.</summary>
/// <param name="Encoding">Null for UTF-8.</param>
internal readonly record struct TextEncoding(Encoding? Encoding, int BomBytes)
{
    public static TextEncoding Detect(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return new TextEncoding(null, 3);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
            return new TextEncoding(new UTF32Encoding(bigEndian: false, byteOrderMark: false), 4);
        if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
            return new TextEncoding(new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return new TextEncoding(System.Text.Encoding.Unicode, 2);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return new TextEncoding(System.Text.Encoding.BigEndianUnicode, 2);

        // JSON and CSV start with an ASCII character, so a zero among the first two bytes is UTF-16 that lacks its mark.
        if (start.Length >= 2 && (start[0] == 0) != (start[1] == 0))
            throw new ReportException(
                ReportFault.InvalidEncoding,
                "The text looks like UTF-16 without a byte order mark.",
                "byte 0",
                "Save the report as UTF-8.");
        return new TextEncoding(null, 0);
    }
}
