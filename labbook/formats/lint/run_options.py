"""What SpeechBrain takes from the command line and from a config on its own account."""

SHORT_LIST = frozenset({
    "auto_mix_prec", "bfloat16_mix_prec", "ckpt_interval_minutes", "ckpt_interval_steps",
    "compile", "compile_mode", "compile_module_keys", "compile_using_dynamic_shape_tracing",
    "compile_using_fullgraph", "data_parallel_backend", "data_parallel_count", "debug",
    "debug_batches", "debug_epochs", "debug_persistently", "device", "distributed_backend",
    "distributed_launch", "eval_precision", "find_unused_parameters", "grad_accumulation_factor",
    "help", "jit", "jit_module_keys", "local_rank", "log_config", "max_grad_norm",
    "nonfinite_patience", "noprogressbar", "optimizer_step_limit", "overridden_args",
    "param_file", "precision", "profile_steps", "profile_training", "profile_warmup",
    "remove_vector_weight_decay", "skip_nonfinite_grads", "test_only", "tqdm_barcolor",
    "tqdm_colored_bar",
})  # fmt: skip
"""Run options of SpeechBrain 1.0 and 1.1; a config may set them as keys of the same name."""

BRAIN_KEYS = frozenset({"output_folder", "sorting"})
"""Other keys that the class Brain looks for in a config."""
