using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Alerts;

/// <summary>So many alerts as are sent at once.</summary>
/// <param name="FirstLine">From 1.</param>
internal sealed record AlertBatch(byte[] Content, long FirstLine);

/// <summary>
/// Cuts an input into requests. Of a list, and of alerts on lines, a request gets no more than a server takes at once, and of lines what came
/// by then; never a part of one: lines are cut only before one that begins an object.
/// </summary>
internal sealed class AlertBatches(Stream input, TimeProvider clock)
{
    /// <summary>What a server takes at once, unless it is set otherwise.</summary>
    private const int LargestBytes = 64 << 20;
    private const int EnoughBytes = 1 << 20;

    /// <summary>As many different ones as a server takes at once.</summary>
    private const int MostAlerts = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _line = 1;

    private ReadOnlySpan<byte> Kept => _kept.WrittenSpan;

    /// <exception cref="CommandFailedException">A list, or one alert, is larger than a server takes.</exception>
    public async IAsyncEnumerable<AlertBatch> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var reading = input.ReadAsync(_buffer, ct).AsTask();
            if (EndsWhole() && await IsSlowAsync(reading, ct))
            {
                foreach (var soFar in TakeAll())
                    yield return soFar;
            }

            var count = await reading;
            if (count == 0)
                break;
            _kept.Write(_buffer.AsSpan(0, count));
            if (_kept.WrittenCount >= EnoughBytes && LastCut() is > 0 and var cut)
                yield return Take(cut)!;
            else if (MostCut() is > 0 and var full)
                yield return Take(full)!;
            else if (_kept.WrittenCount > LargestBytes)
                throw new CommandFailedException(ExitCode.BadData, $"a list, or one alert, is larger than {LargestBytes >> 20} MiB. Send smaller ones, or one alert on each line.");
        }

        foreach (var rest in TakeAll())
            yield return rest;
    }

    /// <summary>All that is kept, in requests.</summary>
    private IEnumerable<AlertBatch> TakeAll()
    {
        if (IsList() && PartsOfList() is { } parts)
        {
            Take(_kept.WrittenCount);
            return parts;
        }

        var batches = new List<AlertBatch>();
        while (MostCut() is > 0 and var full)
            batches.Add(Take(full)!);
        if (Take(_kept.WrittenCount) is { } rest)
            batches.Add(rest);
        return batches;
    }

    /// <returns>Lists of so many as a server takes; <see langword="null"/> where it takes them at once, or it is no list that can be read, which the server tells.</returns>
    private List<AlertBatch>? PartsOfList()
    {
        var reader = new Utf8JsonReader(Kept);
        var (parts, count, start, end) = (new List<AlertBatch>(), 0, 0, 0);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (count == MostAlerts)
                    Add();
                start = count++ == 0 ? (int)reader.TokenStartIndex : start;
                reader.Skip();
                end = (int)reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        if (parts.Count == 0)
            return null;
        Add();
        return parts;

        void Add()
        {
            parts.Add(new AlertBatch([(byte)'[', .. Kept[start..end], (byte)']'], _line + Kept[..start].Count((byte)'\n')));
            count = 0;
        }
    }

    /// <returns>Before the first alert that a server does not take with those before it; 0: it takes all.</returns>
    private int MostCut()
    {
        if (IsList())
            return 0;
        var (alerts, at) = (Kept.StartsWith("{"u8) ? 1 : 0, 0);
        while (Kept[at..].IndexOf("\n{"u8) is >= 0 and var next)
        {
            at += next + 1;
            if (++alerts > MostAlerts)
                return at;
        }

        return 0;
    }

    private async Task<bool> IsSlowAsync(Task reading, CancellationToken ct) =>
        !reading.IsCompleted && await Task.WhenAny(reading, Task.Delay(Pause, clock, ct)) != reading;

    private bool IsList() => Kept.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];

    /// <summary>The last line is an object of its own, or closes one.</summary>
    private bool EndsWhole()
    {
        if (IsList() || Kept is not [.., (byte)'\n'])
            return false;
        var text = Kept.TrimEnd("\r\n"u8);
        var last = text[(text.LastIndexOf((byte)'\n') + 1)..];
        return last is [(byte)'{', .., (byte)'}'] or [(byte)'}'];
    }

    private int LastCut() => IsList() ? 0 : Kept.LastIndexOf("\n{"u8) + 1;

    /// <returns>Null where there is nothing but white space.</returns>
    private AlertBatch? Take(int length)
    {
        var (content, rest) = (Kept[..length].ToArray(), Kept[length..].ToArray());
        _kept.ResetWrittenCount();
        _kept.Write(rest);
        var batch = new AlertBatch(content, _line);
        _line += content.AsSpan().Count((byte)'\n');
        return content.AsSpan().TrimStart(" \t\r\n"u8).IsEmpty ? null : batch;
    }
}
