using System.IO.Pipelines;

namespace Fairlead.Platform.Findings;

/// <summary>Reports that Fairlead itself makes of what it knows. Each is made while it is read, so that it is never whole in memory.</summary>
internal static class MadeReport
{
    /// <summary>Takes one in. Its writer's failure is the reader's, so that a half one is never taken for a whole one.</summary>
    /// <param name="writeAsync">Flushes after each entry, and may end when a flush says that nobody reads any more.</param>
    /// <exception cref="ReportRefusedException">Findings does not take it as it is.</exception>
    /// <exception cref="Fairlead.Storage.DatabaseUnavailableException">Nothing was taken in.</exception>
    public static async Task ImportAsync(FindingImports imports, ImportRequest request, Func<PipeWriter, CancellationToken, Task> writeAsync, CancellationToken ct)
    {
        var pipe = new Pipe();
        await using var content = pipe.Reader.AsStream();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var writing = WriteAsync(pipe.Writer, writeAsync, stop.Token);
        try
        {
            if (await imports.ImportAsync(content, request, null, ct) is ImportOutcome.Refused refused)
                throw new ReportRefusedException(refused.Message);
        }
        finally
        {
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }

    private static async Task WriteAsync(PipeWriter output, Func<PipeWriter, CancellationToken, Task> writeAsync, CancellationToken ct)
    {
        try
        {
            await writeAsync(output, ct);
            await output.CompleteAsync();
        }
        catch (Exception e)
        {
            await output.CompleteAsync(e);
        }
    }
}

/// <summary>Findings does not take a report as it is; the message says why, for people.</summary>
internal sealed class ReportRefusedException(string message) : Exception(message);
