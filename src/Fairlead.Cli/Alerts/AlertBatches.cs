using System.Buffers;
using System.Runtime.CompilerServices;
using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Alerts;

/// <summary>So many alerts as are sent at once.</summary>
/// <param name="FirstLine">From 1.</param>
internal sealed record AlertBatch(byte[] Content, long FirstLine);

/// <summary>
/// Cuts an input into requests. A list goes whole; of alerts on lines, a request gets what came by then, and never a part of one:
/// it is cut only before a line that begins an object.
/// </summary>
internal sealed class AlertBatches(Stream input, TimeProvider clock)
{
    /// <summary>What a server takes at once, unless it is set otherwise.</summary>
    private const int LargestBytes = 64 << 20;
    private const int EnoughBytes = 1 << 20;
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
            if (EndsWhole() && await IsSlowAsync(reading, ct) && Take(_kept.WrittenCount) is { } soFar)
                yield return soFar;
            var count = await reading;
            if (count == 0)
                break;
            _kept.Write(_buffer.AsSpan(0, count));
            if (_kept.WrittenCount >= EnoughBytes && LastCut() is > 0 and var cut)
                yield return Take(cut)!;
            else if (_kept.WrittenCount > LargestBytes)
                throw new CommandFailedException(ExitCode.BadData, $"a list, or one alert, is larger than {LargestBytes >> 20} MiB. Send smaller ones, or one alert on each line.");
        }

        if (Take(_kept.WrittenCount) is { } rest)
            yield return rest;
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
