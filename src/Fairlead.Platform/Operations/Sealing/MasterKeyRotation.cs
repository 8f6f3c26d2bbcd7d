using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations;

/// <summary>
/// Replaces the master key while the server runs. Old and new key are kept until every secret is under the new one, so a crash
/// at any point loses nothing and the next start goes on.
/// </summary>
internal sealed class MasterKeyRotation(Vault vault, DataDirectory data, ILogger<MasterKeyRotation> log) : IDisposable
{
    private const int BatchSize = 100;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Refuses to start over secrets whose key is missing, and finishes a rotation that was interrupted.</summary>
    /// <exception cref="ConfigurationException">Secrets are sealed under a key that was not given.</exception>
    public async Task ResumeAsync(CancellationToken ct)
    {
        var missing = (await vault.KeyIdsInUseAsync(ct)).FirstOrDefault(id => vault.Keys.Find(id) is null);
        if (missing is not null)
        {
            throw new ConfigurationException(
                vault.Keys.Source switch
                {
                    MasterKeySource.File => data.MasterKeyFile,
                    MasterKeySource.Command => MasterKeyLoader.CommandVariable,
                    _ => MasterKeyLoader.Variable,
                },
                $"secrets in the database are sealed under master key {missing}; this one is {vault.Keys.Current.Id}. Give the right key; nothing was changed.");
        }

        if (vault.Keys.Previous.Count > 0)
            await FinishAsync(ct);
    }

    /// <summary>Makes a new key in the key file and moves every secret to it.</summary>
    /// <returns>The new key's id; <see langword="null"/> when the key does not come from the file and must be changed at its source.</returns>
    public async Task<string?> RotateAsync(CancellationToken ct)
    {
        if (vault.Keys.Source != MasterKeySource.File)
            return null;
        await _turn.WaitAsync(ct);
        try
        {
            var keys = vault.Keys;
            var next = keys with { Current = MasterKey.Generate(), Previous = [keys.Current, .. keys.Previous] };
            KillPoint.Hit("key-rotation-before-file");
            MasterKeyFile.Write(data.MasterKeyFile, [next.Current, .. next.Previous]);
            KillPoint.Hit("key-rotation-after-file");
            vault.Use(next);
            await FinishAsync(ct);
            return next.Current.Id;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task FinishAsync(CancellationToken ct)
    {
        var count = 0;
        int batch;
        while ((batch = await vault.RewrapAsync(BatchSize, ct)) > 0)
        {
            count += batch;
            KillPoint.Hit("key-rotation-after-batch");
        }

        var keys = vault.Keys;
        if (keys.Source == MasterKeySource.File)
        {
            KillPoint.Hit("key-rotation-before-forgetting");
            MasterKeyFile.Write(data.MasterKeyFile, [keys.Current]);
            vault.Use(keys with { Previous = [] });
        }

        log.KeyRotated(keys.Current.Id, count);
    }
}
