using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// Names groups: SHA-256 over the configuration's id and the length-prefixed values of its keys, cut to 128 bits. Text from
/// scanners is part of it, hence a hash in which nobody can make two groups meet.
/// </summary>
internal sealed class GroupKeys(TicketConfigurationId configuration, IReadOnlyList<GroupingKey> keys)
{
    private readonly ByteBuffer _buffer = new();

    /// <summary>Not safe for concurrent use: the buffer is reused for a hundred thousand findings.</summary>
    public UInt128 Of(in PlannedFinding finding)
    {
        _buffer.Clear();
        _buffer.Add(configuration.Value);
        if (keys.Count == 0)
            _buffer.Add(finding.Id.Value);
        foreach (var key in keys)
        {
            _buffer.Add((byte)key.Field);
            if (key.Label is { } name)
                _buffer.Add(name.ToLowerInvariant());
            _buffer.Add(ValueOf(key, finding));
        }

        return _buffer.Hash();
    }

    /// <summary>The group in words, such as <c>asset api · rule CVE-2024-1234</c>.</summary>
    public string LabelOf(in PlannedFinding finding)
    {
        if (keys.Count == 0)
            return $"{finding.Rule ?? "finding"} in {finding.Asset}";
        var label = new StringBuilder();
        foreach (var key in keys)
        {
            label.Append(label.Length == 0 ? "" : " · ")
                .Append(key.Label ?? key.ToString()).Append(' ').Append(WordOf(key, finding) ?? "none");
        }

        return label.ToString();
    }

    /// <summary>As people write it: the hash takes a kind's name, everybody else its word.</summary>
    private static string? WordOf(GroupingKey key, in PlannedFinding finding) =>
        key.Field == GroupingField.Kind ? System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(finding.Kind.ToString()) : ValueOf(key, finding);

    public static string TextOf(UInt128 key) => key.ToString("x32");

    public static UInt128 Parse(string key) => UInt128.Parse(key, System.Globalization.NumberStyles.HexNumber);

    private static string? ValueOf(GroupingKey key, in PlannedFinding finding) => key.Field switch
    {
        GroupingField.Asset => finding.Asset,
        GroupingField.Rule => finding.Rule,
        GroupingField.Package => finding.Package,
        GroupingField.Severity => finding.Severity.ToString(),
        GroupingField.Kind => finding.Kind.ToString(),
        GroupingField.Scanner => finding.Scanner,
        GroupingField.Location => finding.Location,
        GroupingField.Label => ValueOf(key.Label!, finding.Labels),
        _ => throw new ArgumentOutOfRangeException(nameof(key)),
    };

    /// <param name="labels">Tags, and labels as <c>name=value</c>.</param>
    /// <returns>The values of the label, in order; <c>yes</c> for a tag; <see langword="null"/> where the finding has neither.</returns>
    public static string? ValueOf(string name, IReadOnlyList<string> labels)
    {
        List<string>? values = null;
        foreach (var label in labels)
        {
            if (!label.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            if (label.Length == name.Length)
                (values ??= []).Add("yes");
            else if (label[name.Length] == '=')
                (values ??= []).Add(label[(name.Length + 1)..]);
        }

        return values is null or [_] ? values?[0] : string.Join(", ", values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}

/// <summary>Bytes to be hashed, length-prefixed where their length varies.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[512];
    private int _length;

    public void Clear() => _length = 0;

    public void Add(byte value) => Take(1)[0] = value;

    public void Add(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);

    public void Add(Guid value) => value.TryWriteBytes(Take(16), bigEndian: true, out _);

    public void Add(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Take(16), value);

    /// <summary>Absent differs from empty.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            Add(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        Add(length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    public UInt128 Hash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_bytes.AsSpan(0, _length), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
