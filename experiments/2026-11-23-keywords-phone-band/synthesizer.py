"""espeak-ng's library, which the package espeakng-loader ships, called by ctypes."""

import _ctypes
import ctypes

import espeakng_loader
import numpy as np

# From espeak-ng's speak_lib.h
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_CHARACTERS_UTF8 = 1
_RATE, _PITCH = 1, 3
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def speak(
    text: str, voice: str, words_per_minute: int, pitch: int, seed: int = 1
) -> tuple[np.ndarray, int]:
    """The waveform in -1 … 1, [sample], and its sampling rate in Hz.

    `voice` is a language and a variant, `ru+f2`; `pitch` goes from 0 to 100. Raises ValueError for
    an unknown voice. So that a waveform does not depend on what was spoken before, the library is
    loaded anew each time (it carries the phase of its voices from one utterance to the next), and
    its random numbers and the C library's, the breath of some voices, begin at `seed`.
    """
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    ctypes.CDLL(None).srand(ctypes.c_uint(seed))
    try:
        data = espeakng_loader.get_data_path().encode()
        rate = espeak.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, data, 0)
        espeak.espeak_ng_SetRandSeed(ctypes.c_long(seed))
        chunks: list[np.ndarray] = []

        @_CALLBACK
        def receive(samples, count, _events):  # type: ignore[no-untyped-def]
            if samples and count > 0:
                chunks.append(np.ctypeslib.as_array(samples, shape=(count,)).copy())
            return 0

        espeak.espeak_SetSynthCallback(receive)
        if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        espeak.espeak_SetParameter(_RATE, words_per_minute, 0)
        espeak.espeak_SetParameter(_PITCH, pitch, 0)
        utf8 = text.encode()
        espeak.espeak_Synth(utf8, len(utf8) + 1, 0, 0, 0, _CHARACTERS_UTF8, None, None)
        espeak.espeak_Synchronize()
        espeak.espeak_Terminate()
        return np.concatenate(chunks) / 2**15, rate
    finally:
        _ctypes.dlclose(espeak._handle)
