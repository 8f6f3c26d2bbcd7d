using System.Buffers.Binary;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>What a file is by its first bytes. What its name or Jira says of it counts for nothing: whoever attaches it says that.</summary>
internal enum FileKind
{
    Text,

    /// <summary>Text can be taken out of it: archives, PDF, what Office's older programs made.</summary>
    Container,

    /// <summary>A picture, sound, video, font or program.</summary>
    WithoutText,

    /// <summary>Anything else. Text may be in it, and nothing here takes it out.</summary>
    Unknown,
}

/// <inheritdoc cref="FileKind"/>
internal static class FileKinds
{
    /// <summary>Grows when another kind is read than before, so that files are looked through once more.</summary>
    public const int Version = 2;

    /// <param name="head">The first <see cref="TextBytes.LookedAtBytes"/> bytes at least, or all that there are.</param>
    public static FileKind Of(ReadOnlySpan<byte> head)
    {
        if (IsContainer(head))
            return FileKind.Container;
        // Before the marks of other files: some of them are letters, with which a text may begin as well.
        if (TextBytes.IsPlain(head))
            return FileKind.Text;
        if (IsPicture(head) || IsSoundOrVideo(head) || IsFont(head) || IsProgram(head))
            return FileKind.WithoutText;
        return TextBytes.IsUtf16(head) ? FileKind.Text : FileKind.Unknown;
    }

    public static bool IsZip(ReadOnlySpan<byte> head) => head is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..];

    public static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, 8, ..] && head.Length > 18;

    /// <summary>Of Office's older programs, Outlook's messages, installers.</summary>
    public static bool IsCompound(ReadOnlySpan<byte> head) => head is [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..];

    public static bool IsPdf(ReadOnlySpan<byte> head) => head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8) >= 0;

    private static bool IsContainer(ReadOnlySpan<byte> head) => IsZip(head) || IsGzip(head) || IsCompound(head) || TarFile.IsHeader(head) || IsPdf(head);

    private static bool IsPicture(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
        || head is [0xFF, 0xD8, 0xFF, ..]
        || head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)
        || head is [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, 0, 0, 12 or 40 or 52 or 56 or 64 or 108 or 124, 0, 0, 0, ..]
        || head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8)
        || IsIcon(head)
        || head.StartsWith("8BPS\0"u8)
        || head.StartsWith("\0\0\0\fjP  \r\n"u8) || head.StartsWith("\0\0\0\fJXL \r\n"u8) || head is [0xFF, 0x0A, ..] || head is [0xFF, 0x4F, 0xFF, 0x51, ..]
        // The metafiles of Office.
        || head is [0xD7, 0xCD, 0xC6, 0x9A, ..] || (head.Length > 44 && head is [1, 0, 0, 0, ..] && head[40..44].SequenceEqual(" EMF"u8))
        || IsRiff(head, "WEBP"u8)
        || IsPrinterSetting(head);

    private static bool IsIcon(ReadOnlySpan<byte> head) => head is [0, 0, 1 or 2, 0, > 0, 0, _, _, _, 0, ..] && head.Length > 22;

    /// <summary>A printer's own, as workbooks keep it for each sheet: the printer's name, then the version of the structure and its size.</summary>
    private static bool IsPrinterSetting(ReadOnlySpan<byte> head) => head.Length > 220 && head[64..66].SequenceEqual((ReadOnlySpan<byte>)[1, 4]) && head[68..70].SequenceEqual((ReadOnlySpan<byte>)[0xDC, 0]);

    private static bool IsSoundOrVideo(ReadOnlySpan<byte> head) =>
        IsRiff(head, "WAVE"u8) || IsRiff(head, "AVI "u8)
        || IsMedia(head)
        || head.StartsWith("ID3"u8) || head is [0xFF, 0xFB or 0xFA or 0xF3 or 0xF2 or 0xF1 or 0xF9, ..]
        || head.StartsWith("OggS\0"u8) || head.StartsWith("fLaC"u8) || head.StartsWith("MThd\0\0\0\u0006"u8) || head.StartsWith("#!AMR"u8) || head.StartsWith("caff\0"u8)
        || (head.Length > 12 && head.StartsWith("FORM"u8) && head[8..12] is [(byte)'A', (byte)'I', (byte)'F', (byte)'F' or (byte)'C'])
        || head is [0x1A, 0x45, 0xDF, 0xA3, ..] || head.StartsWith("FLV\u0001"u8) || head is [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..]
        || head is [0, 0, 1, 0xBA or 0xB3, ..]
        // Packets of a transport stream.
        || (head.Length > 376 && head[0] == 0x47 && head[188] == 0x47 && head[376] == 0x47);

    /// <summary>Boxes of QuickTime and MPEG-4, pictures of phones as well.</summary>
    private static bool IsMedia(ReadOnlySpan<byte> head) =>
        head.Length > 12 && (head[4..8].SequenceEqual("ftyp"u8) || head[4..8].SequenceEqual("moov"u8) || head[4..8].SequenceEqual("mdat"u8)
            || (head[4..8].SequenceEqual("wide"u8) && BinaryPrimitives.ReadUInt32BigEndian(head) == 8));

    private static bool IsRiff(ReadOnlySpan<byte> head, ReadOnlySpan<byte> form) => head.Length > 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual(form);

    private static bool IsFont(ReadOnlySpan<byte> head) =>
        head.StartsWith("OTTO\0"u8) || head.StartsWith("wOFF"u8) || head.StartsWith("wOF2"u8) || head.StartsWith("ttcf\0"u8) || head is [0, 1, 0, 0, 0, < 64, ..];

    private static bool IsProgram(ReadOnlySpan<byte> head) =>
        head is [0x7F, (byte)'E', (byte)'L', (byte)'F', 1 or 2, ..]
        || IsWindowsProgram(head)
        || head is [0xFE, 0xED, 0xFA, 0xCE or 0xCF, ..] or [0xCE or 0xCF, 0xFA, 0xED, 0xFE, ..] or [0xCA, 0xFE, 0xBA, 0xBE, ..]
        || head.StartsWith("\0asm"u8) || head.StartsWith("dex\n0"u8);

    private static bool IsWindowsProgram(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("MZ"u8) || head.Length < 64)
            return false;
        var at = BinaryPrimitives.ReadUInt32LittleEndian(head[60..]);
        return at > head.Length - 4 || head[(int)at..].StartsWith("PE\0\0"u8);
    }
}
