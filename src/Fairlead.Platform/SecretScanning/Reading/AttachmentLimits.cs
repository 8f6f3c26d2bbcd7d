namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>How much of a file is read. People attach what they like; every number here bounds memory or time.</summary>
internal sealed record AttachmentLimits
{
    /// <summary>Of the file itself.</summary>
    public int MaxFileBytes { get; init; } = 50 << 20;

    /// <summary>Of the file, by which it is decided whether the rest is fetched.</summary>
    public int HeadBytes { get; init; } = TextBytes.LookedAtBytes;

    /// <summary>Of one file inside, and of the text of one PDF.</summary>
    public int MaxEntryBytes { get; init; } = 20 << 20;

    /// <summary>Of all that is unpacked out of one attachment.</summary>
    public long MaxTotalBytes { get; init; } = 100 << 20;

    /// <summary>How many times larger than packed a file may become, once it is past <see cref="FreeBytes"/>.</summary>
    public int MaxRatio { get; init; } = 200;

    /// <summary>So much may come out of anything: a short log of equal lines packs better than any bomb.</summary>
    public int FreeBytes { get; init; } = 1 << 20;

    /// <summary>Files inside one attachment, those of archives inside it too.</summary>
    public int MaxEntries { get; init; } = 1000;

    /// <summary>Archives inside archives: 1 is an archive, 2 one inside it.</summary>
    public int MaxDepth { get; init; } = 2;

    /// <summary>The program that makes text of a PDF, found on the path.</summary>
    public string PdfProgram { get; init; } = "pdftotext";

    /// <summary>Of one PDF.</summary>
    public TimeSpan PdfTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
