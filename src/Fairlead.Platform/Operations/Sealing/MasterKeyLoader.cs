using System.Diagnostics;

namespace Fairlead.Platform.Operations;

/// <summary>Finds the master key: environment, command, or file. docs/operations.md tells an administrator which to choose.</summary>
internal static class MasterKeyLoader
{
    public const string Variable = "FAIRLEAD_MASTER_KEY";
    public const string PreviousVariable = "FAIRLEAD_MASTER_KEY_PREVIOUS";
    public const string CommandVariable = "FAIRLEAD_MASTER_KEY_COMMAND";

    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(15);

    /// <exception cref="ConfigurationException">The named source gives no key.</exception>
    public static async Task<MasterKeyRing> LoadAsync(
        DataDirectory data, Func<string, string?> environment, CancellationToken ct)
    {
        if (environment(Variable) is { Length: > 0 } text)
            return new(MasterKeySource.Environment, Parse(Variable, text), Previous(environment));
        if (environment(CommandVariable) is { Length: > 0 } command)
            return new(MasterKeySource.Command, Parse(CommandVariable, await RunAsync(command, ct)), Previous(environment));
        return MasterKeyFile.ReadOrCreate(data.MasterKeyFile);
    }

    private static IReadOnlyList<MasterKey> Previous(Func<string, string?> environment) =>
        environment(PreviousVariable) is { Length: > 0 } text ? [Parse(PreviousVariable, text)] : [];

    private static MasterKey Parse(string setting, string text) =>
        MasterKey.TryParse(text)
        ?? throw new ConfigurationException(setting, "expected 32 bytes as 43 characters of base64url (openssl rand -base64 32 | tr '+/' '-_' | tr -d '=').");

    /// <summary>The program and its arguments, separated by spaces; no shell.</summary>
    private static async Task<string> RunAsync(string command, CancellationToken ct)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(CommandTimeout);
        try
        {
            using var process = Process.Start(start) ?? throw new ConfigurationException(CommandVariable, "the program did not start.");
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0
                ? output
                : throw new ConfigurationException(CommandVariable, $"the program ended with exit code {process.ExitCode}.");
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or OperationCanceledException && !ct.IsCancellationRequested)
        {
            var why = e is OperationCanceledException ? $"it did not end within {CommandTimeout.TotalSeconds:0} s" : "it cannot be started; name an executable file";
            throw new ConfigurationException(CommandVariable, $"the program gave no key: {why}.", e);
        }
    }
}
