using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Fairlead.Client;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>One item of a request.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Line">From 1; where it begins.</param>
/// <param name="Json">Valid until the next item is asked for; empty where it is refused.</param>
/// <param name="Refusal">Why it cannot be read; null where it can.</param>
internal readonly record struct AlertItem(long Index, long Line, ReadOnlyMemory<byte> Json, string? Refusal);

/// <summary>
/// Takes a body apart as it arrives: one JSON value, a list of them, or one after the other, as in NDJSON. Memory is bounded by
/// the largest item. Of values one after the other, a broken one costs its line; a list that is broken is refused as a whole,
/// because nobody can tell where its next item begins.
/// </summary>
internal sealed class AlertItems(Stream body)
{
    public const int MaxItemBytes = 256 * 1024;
    public const int MaxDepth = 32;

    /// <summary>Deeper, a value is not followed to its end: where every line opens one, each would be followed through all that come after it.</summary>
    private const int Bottom = 4 * MaxDepth;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MaxItemBytes };

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isFinal;
    private long _line = 1;
    private long _index;

    private enum Extent
    {
        Whole,
        Unfinished,
        Broken,
        TooDeep,
        Bottomless,
        TooLarge,
    }

    /// <exception cref="ProblemException">The body is empty, or a list that is not well-formed.</exception>
    public async IAsyncEnumerable<AlertItem> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (await NextByteAsync(ct) is not { } first)
            throw new ProblemException(new Problem(ProblemKind.MalformedJson, "The body is empty. Send one alert, a list of alerts, or one alert on each line."));
        if (first == Encoding.UTF8.Preamble[0])
            throw JsonSyntax.ByteOrderMark();
        var isList = first == '[';
        if (isList)
            _start++;
        await foreach (var item in isList ? ListAsync(ct) : LinesAsync(ct))
            yield return item;
    }

    private async IAsyncEnumerable<AlertItem> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await NextByteAsync(ct) is not null)
        {
            var line = _line;
            var (extent, length) = await MeasureAsync(ct);
            if (extent is Extent.Whole or Extent.TooDeep)
            {
                var item = Take(length);
                yield return extent == Extent.Whole ? new(_index++, line, item, null) : new(_index++, line, default, TooDeep);
                continue;
            }

            await SkipLineAsync(ct);
            yield return new(_index++, line, default, RefusalOf(extent));
        }
    }

    private async IAsyncEnumerable<AlertItem> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var next = await NextByteAsync(ct);
            if (next == ']')
                break;
            if (!isFirst)
            {
                if (next != ',')
                    throw Malformed(next is null);
                _start++;
                next = await NextByteAsync(ct);
            }

            if (next is null)
                throw Malformed(isCut: true);
            var line = _line;
            var (extent, length) = await MeasureAsync(ct);
            if (extent == Extent.TooLarge)
                throw TooLarge();
            if (extent == Extent.Bottomless)
                throw new ProblemException(new Problem(ProblemKind.JsonTooDeep, $"{TooDeep} Item {_index} (line {_line}) goes on much deeper. Nothing of the request was taken in."));
            if (extent is not (Extent.Whole or Extent.TooDeep))
                throw Malformed(extent == Extent.Unfinished);
            var item = Take(length);
            yield return extent == Extent.Whole ? new(_index++, line, item, null) : new(_index++, line, default, TooDeep);
        }

        _start++;
        if (await NextByteAsync(ct) is not null)
            throw Malformed(isCut: false);
    }

    private static string TooDeep => $"An alert may be nested {MaxDepth} levels deep.";

    private static string RefusalOf(Extent extent) => extent switch
    {
        Extent.Broken => "This is not JSON.",
        Extent.Bottomless => TooDeep,
        Extent.TooLarge => $"An alert may have at most {MaxItemBytes:N0} bytes.",
        _ => "The alert is cut: the body ends before it does.",
    };

    private ReadOnlyMemory<byte> Take(int length)
    {
        var item = _buffer.AsMemory(_start, length);
        _line += item.Span.Count((byte)'\n');
        _start += length;
        return item;
    }

    /// <summary>How far the value at the beginning of the buffer goes; reads on until that is known.</summary>
    private async Task<(Extent Extent, int Length)> MeasureAsync(CancellationToken ct)
    {
        var (state, length, deepest) = (new JsonReaderState(Reading), 0, 0);
        while (true)
        {
            var extent = Measure(_buffer.AsSpan(_start, _end - _start), _isFinal, ref state, ref length, ref deepest);
            if (length > MaxItemBytes || (extent == Extent.Unfinished && _end - _start > MaxItemBytes))
                return (Extent.TooLarge, 0);
            if (extent != Extent.Unfinished || _isFinal)
                return (extent, length);

            // Each byte is looked at a few times at most, also of whoever sends them one by one: a token that is cut waits until there is twice as much of it, or
            // its line ends. Where that comes with the last of a line, nothing waits for the next one.
            var enough = Math.Min(2 * (_end - _start - length), MaxItemBytes);
            int known;
            do
            {
                known = _end - _start;
                await FillAsync(ct);
            }
            while (!_isFinal && _end - _start - length < enough && !_buffer.AsSpan(_start + known, _end - _start - known).Contains((byte)'\n'));
        }
    }

    /// <param name="bytes">From the beginning of the value.</param>
    /// <param name="state">As it was left at <paramref name="length"/>.</param>
    /// <param name="length">How far whole tokens go; in the end, the value.</param>
    private static Extent Measure(ReadOnlySpan<byte> bytes, bool isFinal, ref JsonReaderState state, ref int length, ref int deepest)
    {
        var reader = new Utf8JsonReader(bytes[length..], isFinal, state);
        try
        {
            while (reader.Read())
            {
                deepest = Math.Max(deepest, reader.CurrentDepth);
                if (deepest > Bottom)
                    return Extent.Bottomless;
                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                {
                    length += (int)reader.BytesConsumed;
                    return deepest >= MaxDepth ? Extent.TooDeep : Extent.Whole;
                }
            }

            (state, length) = (reader.CurrentState, length + (int)reader.BytesConsumed);
            return Extent.Unfinished;
        }
        catch (JsonException)
        {
            // At the end of the body the reader tells a value that is cut in the same way as one that is wrong.
            return isFinal && IsCut(bytes) ? Extent.Unfinished : Extent.Broken;
        }
    }

    private static bool IsCut(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(Reading));
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <returns>The next byte that is no white space, not taken; null at the end.</returns>
    private async Task<byte?> NextByteAsync(CancellationToken ct)
    {
        while (true)
        {
            while (_start < _end)
            {
                var next = _buffer[_start];
                if (next is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                    return next;
                _line += next == '\n' ? 1 : 0;
                _start++;
            }

            if (_isFinal)
                return null;
            await FillAsync(ct);
        }
    }

    private async Task SkipLineAsync(CancellationToken ct)
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                _start += at;
                return;
            }

            _start = _end;
            if (_isFinal)
                return;
            await FillAsync(ct);
        }
    }

    private async Task FillAsync(CancellationToken ct)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await body.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += read;
        _isFinal = read == 0;
    }

    private ProblemException TooLarge() => new(new Problem(
        ProblemKind.ContentTooLarge, $"Item {_index} (line {_line}) is larger than {MaxItemBytes:N0} bytes. Nothing of the request was taken in."));

    private ProblemException Malformed(bool isCut) => new(new Problem(
        ProblemKind.MalformedJson,
        $"The list is {(isCut ? "cut" : "not JSON")} at item {_index} (line {_line}). Nothing of the request was taken in; send it again, or one alert on each line.")
    {
        Errors = [new ProblemError($"{(isCut ? "Cut" : "Not JSON")} from here on.", Line: (int)Math.Min(_line, int.MaxValue))],
    });
}
