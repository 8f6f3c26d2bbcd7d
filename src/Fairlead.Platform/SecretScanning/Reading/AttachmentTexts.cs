using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// The texts in a file and in the files packed into it: text of any kind, zip and what is a zip (jar, docx, xlsx, pptx, odt), gzip, tar,
/// PDF. The content decides what a file is, not its name. All in memory; nothing is unpacked to the disk, so what an archive calls its
/// files harms nobody.
/// </summary>
internal sealed class AttachmentTexts(AttachmentLimits limits)
{
    /// <summary>Headers of a zip's directory, of which .NET makes objects before it lets us count them.</summary>
    private const int MaxZipHeaders = 100_000;

    private readonly PdfText _pdf = new(limits);

    /// <summary>Why a file that begins so is not worth reading any further; <see langword="null"/>: it is.</summary>
    /// <param name="head">The first <see cref="AttachmentLimits.HeadBytes"/> bytes, or all.</param>
    public static AttachmentSkipped? WhyNotRead(ReadOnlySpan<byte> head) => FileKinds.Of(head) switch
    {
        FileKind.WithoutText => new AttachmentSkipped.WithoutText(),
        FileKind.Unknown => new AttachmentSkipped.UnknownKind(),
        _ => null,
    };

    /// <summary>One part at a time, so that each can go before the next is made. A file of nothing has no parts.</summary>
    public async IAsyncEnumerable<AttachmentPart> OfAsync(
        string attachmentId, string fileName, Stream content, [EnumeratorCancellation] CancellationToken ct)
    {
        var place = Place.Of(attachmentId, fileName);
        if (await ReadFileAsync(content, ct) is not { } bytes)
        {
            yield return place.Skipped(new AttachmentSkipped.TooLarge(limits.MaxFileBytes));
            yield break;
        }

        await foreach (var part in OfBytesAsync(place, bytes, new Unpacking(limits), ct))
            yield return part;
    }

    /// <inheritdoc cref="OfAsync"/>
    public IAsyncEnumerable<AttachmentPart> OfContentAsync(string attachmentId, string fileName, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        OfBytesAsync(Place.Of(attachmentId, fileName), content, new Unpacking(limits), ct);

    private IAsyncEnumerable<AttachmentPart> OfBytesAsync(Place place, ReadOnlyMemory<byte> bytes, Unpacking unpacking, CancellationToken ct) => bytes.Span switch
    {
        [] => AsyncEnumerable.Empty<AttachmentPart>(),
        var span when FileKinds.IsZip(span) => OfZipAsync(place, bytes, unpacking, ct),
        var span when FileKinds.IsGzip(span) => OfGzipAsync(place, bytes, unpacking, ct),
        var span when FileKinds.IsCompound(span) => One(place.Skipped(OfCompound(span))),
        var span when TarFile.IsHeader(span) => OfTarAsync(place, bytes.Length, () => StreamOf(bytes), unpacking, ct),
        var span when FileKinds.IsPdf(span) => OfPdfAsync(place, bytes, ct),
        _ => OfText(place, bytes),
    };

    private static IAsyncEnumerable<AttachmentPart> OfText(Place place, ReadOnlyMemory<byte> bytes)
    {
        if (FileKinds.Of(bytes.Span) == FileKind.WithoutText)
            return One(place.Skipped(new AttachmentSkipped.WithoutText()));
        if (TextBytes.Of(bytes) is not { } text)
            return One(place.Skipped(new AttachmentSkipped.UnknownKind()));
        return TextSet.HasText(text) ? One(place.Text(text)) : AsyncEnumerable.Empty<AttachmentPart>();
    }

    private async IAsyncEnumerable<AttachmentPart> OfZipAsync(
        Place place, ReadOnlyMemory<byte> bytes, Unpacking unpacking, [EnumeratorCancellation] CancellationToken ct)
    {
        var (zip, broken) = place.Depth >= limits.MaxDepth
            ? (null, new AttachmentSkipped.LimitReached(UnpackLimit.Depth))
            : bytes.Span.Count("PK\u0001\u0002"u8) > MaxZipHeaders
                ? (null, new AttachmentSkipped.LimitReached(UnpackLimit.Entries))
                : Try(() => OpenZip(bytes));
        if (zip is null)
        {
            yield return place.Skipped(broken!);
            yield break;
        }

        using var open = zip;
        var isOffice = IsOffice(zip);
        foreach (var entry in zip.Entries.Where(e => e.Length > 0 || !e.FullName.EndsWith('/')))
        {
            ct.ThrowIfCancellationRequested();
            if (!unpacking.TakeEntry())
            {
                yield return place.Skipped(new AttachmentSkipped.LimitReached(UnpackLimit.Entries));
                yield break;
            }

            var inner = place.Inside(entry.FullName);
            var (content, reason) = entry.IsEncrypted
                ? (default, new AttachmentSkipped.Encrypted())
                : Unpack(entry.Open, Math.Min(entry.CompressedLength, bytes.Length), entry.Length, unpacking);
            // An entry that says it is shorter than it is would be cut without a word.
            if (reason is null && Crc32.Of(content.Span) != entry.Crc32)
                reason = new AttachmentSkipped.Unreadable();
            await foreach (var part in OfUnpackedAsync(inner, content, reason, isOffice, unpacking, ct))
                yield return part;
            if (reason is not AttachmentSkipped.LimitReached { Limit: UnpackLimit.TotalBytes })
                continue;
            yield return place.Skipped(reason);
            yield break;
        }
    }

    private async IAsyncEnumerable<AttachmentPart> OfGzipAsync(
        Place place, ReadOnlyMemory<byte> bytes, Unpacking unpacking, [EnumeratorCancellation] CancellationToken ct)
    {
        if (place.Depth >= limits.MaxDepth)
        {
            yield return place.Skipped(new AttachmentSkipped.LimitReached(UnpackLimit.Depth));
            yield break;
        }

        Stream Open() => new GZipStream(StreamOf(bytes), CompressionMode.Decompress);
        var (first, _) = Try(() =>
        {
            using var stream = Open();
            var block = new byte[TarFile.BlockBytes];
            return block[..stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)];
        });
        if (TarFile.IsHeader(first))
        {
            await foreach (var part in OfTarAsync(place, bytes.Length, Open, unpacking, ct))
                yield return part;
            yield break;
        }

        var (content, reason) = Unpack(Open, bytes.Length, 0, unpacking);
        if (reason is null && !IsWholeGzip(bytes.Span, content.Span))
            reason = new AttachmentSkipped.Unreadable();
        var name = place.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? place.Name.Split('/')[^1][..^3] : "content";
        await foreach (var part in OfUnpackedAsync(place.Inside(name), content, reason, isOffice: false, unpacking, ct))
            yield return part;
    }

    private async IAsyncEnumerable<AttachmentPart> OfTarAsync(
        Place place, long packedBytes, Func<Stream> openStream, Unpacking unpacking, [EnumeratorCancellation] CancellationToken ct)
    {
        if (place.Depth >= limits.MaxDepth)
        {
            yield return place.Skipped(new AttachmentSkipped.LimitReached(UnpackLimit.Depth));
            yield break;
        }

        await using var stream = unpacking.Meter(openStream(), packedBytes, null);
        var tar = new TarFile(stream);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var (isThere, broken) = Try(tar.MoveNext);
            if (broken is null && isThere && !unpacking.TakeEntry())
                broken = new AttachmentSkipped.LimitReached(UnpackLimit.Entries);
            if (broken is not null)
                yield return place.Skipped(broken);
            if (broken is not null || !isThere)
                yield break;

            var inner = place.Inside(tar.Name);
            if (tar.Bytes > limits.MaxEntryBytes)
            {
                yield return inner.Skipped(new AttachmentSkipped.LimitReached(UnpackLimit.EntryBytes));
                continue;
            }

            var (content, reason) = Try(tar.Read);
            await foreach (var part in OfUnpackedAsync(inner, content, reason, isOffice: false, unpacking, ct))
                yield return part;
            if (reason is null)
                continue;
            // What follows in the stream is not to be had either.
            yield return place.Skipped(reason);
            yield break;
        }
    }

    private async IAsyncEnumerable<AttachmentPart> OfPdfAsync(Place place, ReadOnlyMemory<byte> bytes, [EnumeratorCancellation] CancellationToken ct)
    {
        var (text, reason) = await _pdf.ReadAsync(bytes, ct);
        if (TextSet.HasText(text))
            yield return place.Text(text);
        if (reason is not null)
            yield return place.Skipped(reason);
    }

    /// <param name="reason">Why <paramref name="content"/> is not all: then only text is read of it.</param>
    private IAsyncEnumerable<AttachmentPart> OfUnpackedAsync(
        Place place, ReadOnlyMemory<byte> content, AttachmentSkipped? reason, bool isOffice, Unpacking unpacking, CancellationToken ct)
    {
        if (reason is not null)
        {
            var skipped = One(place.Skipped(reason));
            return TextBytes.Of(content) is { } start && TextSet.HasText(start) ? One(place.Text(start)).Concat(skipped) : skipped;
        }

        return isOffice && IsOfficePart(place.Name) && OfficeText.Of(content) is { } text
            ? TextSet.HasText(text) ? One(place.Text(text)) : AsyncEnumerable.Empty<AttachmentPart>()
            : OfBytesAsync(place, content, unpacking, ct);
    }

    private (ReadOnlyMemory<byte> Content, AttachmentSkipped? Reason) Unpack(Func<Stream> open, long packedBytes, long expected, Unpacking unpacking)
    {
        var content = new MemoryStream((int)Math.Clamp(expected, 0, 1 << 20));
        var (_, reason) = Try(() =>
        {
            using var stream = unpacking.Meter(open(), packedBytes, limits.MaxEntryBytes);
            stream.CopyTo(content);
            return true;
        });
        return (content.GetBuffer().AsMemory(0, (int)content.Length), reason);
    }

    private static (T? Value, AttachmentSkipped? Reason) Try<T>(Func<T> read)
    {
        try
        {
            return (read(), null);
        }
        catch (UnpackLimitException e)
        {
            return (default, new AttachmentSkipped.LimitReached(e.Limit));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or OverflowException or ArgumentException)
        {
            // What .NET's readers say to damage depends on where it is.
            return (default, new AttachmentSkipped.Unreadable());
        }
    }

    /// <summary>
    /// .NET unpacks what is cut off without a word. The end of a file holds the checksum and size of its last part; a file of several
    /// parts, as logs are that were appended to, is taken for whole.
    /// </summary>
    private static bool IsWholeGzip(ReadOnlySpan<byte> gzip, ReadOnlySpan<byte> content) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]) == (uint)content.Length && BinaryPrimitives.ReadUInt32LittleEndian(gzip[^8..]) == Crc32.Of(content))
        || gzip[1..].IndexOf((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) >= 0;

    /// <summary>With its directory read.</summary>
    private static ZipArchive OpenZip(ReadOnlyMemory<byte> bytes)
    {
        var zip = new ZipArchive(StreamOf(bytes), ZipArchiveMode.Read);
        _ = zip.Entries.Count;
        return zip;
    }

    /// <summary>A package of NuGet also has the mark of Office's packages, but none of its folders.</summary>
    private static bool IsOffice(ZipArchive zip) => zip.Entries.Any(e => IsOfficePart("!/" + e.FullName) && !e.FullName.EndsWith(".rels", StringComparison.Ordinal)) &&
        zip.Entries.Any(e => e.FullName is "[Content_Types].xml" or "META-INF/manifest.xml");

    private static bool IsOfficePart(string placeName)
    {
        var part = placeName[(placeName.LastIndexOf("!/", StringComparison.Ordinal) + 2)..];
        return part.EndsWith(".rels", StringComparison.Ordinal) || (part.EndsWith(".xml", StringComparison.Ordinal)
            && (part is "content.xml" or "styles.xml" or "meta.xml" || part.Split('/')[0] is "word" or "xl" or "ppt" or "visio" or "docProps"));
    }

    /// <summary>Office's programs keep a document that has a password in a file of their older kind.</summary>
    private static AttachmentSkipped OfCompound(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf(MemoryMarshal.AsBytes("EncryptedPackage".AsSpan())) >= 0 ? new AttachmentSkipped.Encrypted() : new AttachmentSkipped.UnknownKind();

    /// <returns><see langword="null"/> when it is larger than the limit.</returns>
    private async Task<ReadOnlyMemory<byte>?> ReadFileAsync(Stream content, CancellationToken ct)
    {
        if (content.CanSeek && content.Length - content.Position > limits.MaxFileBytes)
            return null;
        if (content is MemoryStream memory && memory.TryGetBuffer(out var buffer))
            return buffer.AsMemory((int)memory.Position);
        var all = new MemoryStream(content.CanSeek ? (int)(content.Length - content.Position) : 0);
        var piece = new byte[64 * 1024];
        int read;
        while ((read = await content.ReadAsync(piece, ct)) > 0)
        {
            if (all.Length + read > limits.MaxFileBytes)
                return null;
            all.Write(piece, 0, read);
        }

        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);

    private static IAsyncEnumerable<AttachmentPart> One(AttachmentPart part) => AsyncEnumerable.Repeat(part, 1);

    private readonly record struct Place(string Id, string Name, int Depth)
    {
        public const int MaxNameLength = 300;

        public static Place Of(string id, string fileName) => new(id, PlainText.Cut(PlainText.OneLine(fileName), MaxNameLength), 0);

        public Place Inside(string name) => new(Id, $"{Name}!/{PlainText.Cut(PlainText.OneLine(name), MaxNameLength)}", Depth + 1);

        public AttachmentPart Text(ReadOnlyMemory<byte> utf8) =>
            new AttachmentPart.Text(new(IssueTextKind.Attachment, Id, Name, IsHistorical: false, utf8));

        public AttachmentPart Skipped(AttachmentSkipped reason) => new AttachmentPart.Skipped(Id, Name, reason);
    }
}
